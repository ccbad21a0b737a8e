"""Training the encoder tagger. Needs the extra ``training`` (torch, transformers); nothing here runs otherwise.

The way: ``samples`` makes endless varied conversations from the labelled text (``variation`` changes their
form), ``targets`` turns them into token windows with answers, ``network`` is the model and its losses,
``fitting`` the loop, ``vocabulary`` and ``onnx_export`` make the result small.
"""
