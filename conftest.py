"""What pytest leaves out: modules that need the training extra, where it is not installed."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") and find_spec("transformers") else ["src/closedetect/learning/*"]
