"""Cue taggers: what in a candidate's words is a cue, of which type, and how sure that is.

Every tagger stands behind the same small interface, :class:`closedetect.cues.tags.CueTagger`; which one a
model uses is written in its folder. ``light`` is n-grams in scikit-learn, ``encoder`` a small fine-tuned
transformer run by ONNX Runtime.
"""
