"""The spaCy side: span groups as plain data, the factory, serialisation."""

from __future__ import annotations

import pickle

import numpy as np
import spacy
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from spacy.tokens import Doc
from spacy.tokens.underscore import Underscore

from closedetect.cues.tags import TAG_NAMES, CueSpan, DialogueTags, LineTags, Segment
from closedetect.decision import DecisionModel
from closedetect.features import CLIP, FEATURE_NAMES, WITHDRAWN, FeatureTransformer, ending_features
from closedetect.pipeline import CueComponent, ending_doc

ASK = "HR: Any questions?\nAna: Can I have the job?"


def scores(**given):
    row = np.zeros(len(TAG_NAMES))
    for name, value in given.items():
        row[TAG_NAMES.index(name)] = value
    row[-1] = 1 - row.sum()
    return row


class Told:
    """A tagger that answers what the test tells it."""

    kind = "told"

    def __init__(self, *lines):
        self.lines = lines

    def tag(self, lines):
        return DialogueTags(tuple(self.lines))


def doc_of(*lines):
    texts = [("candidate", "I want this job") if line else ("interviewer", "Hm.") for line in lines]
    return CueComponent(Told(*lines))(ending_doc(texts))


ASKED = LineTags((Segment(0, 15, scores(job_request=0.9)),), (CueSpan(0, 15, "job_request", 0.8),))
BACK = LineTags((Segment(0, 15, scores(disinterest=0.95)),), ())


def test_what_a_tagger_says_lands_in_plain_span_groups():
    doc = doc_of(None, ASKED)
    assert [(s.label_, s.text) for s in doc.spans["closedetect"]] == [("job_request", "I want this job")]
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert again.spans["closedetect"].attrs["scores"] == [0.8]
    assert not Doc.has_extension("closedetect")


def test_features_see_the_best_and_the_withdrawal_after_it():
    names = dict(zip(FEATURE_NAMES, ending_features(doc_of(ASKED, None, BACK)).values, strict=True))
    calm = dict(zip(FEATURE_NAMES, ending_features(doc_of(BACK, None, ASKED)).values, strict=True))
    assert names["direct_best"] > 2 and names["phrase_direct"] > 1
    assert names["withdrawn_after_direct"] > 0.8 * WITHDRAWN and calm["withdrawn_after_direct"] == 0


def test_sources_name_the_segment_a_column_comes_from():
    found = ending_features(doc_of(BACK, ASKED))
    assert found.sources[FEATURE_NAMES.index("direct_best")] == 1


def test_an_ending_without_words_has_the_lowest_scores():
    values = ending_features(doc_of(None)).values
    assert values[FEATURE_NAMES.index("direct_best")] == -CLIP


def test_the_transformer_names_its_columns():
    matrix = FeatureTransformer().fit([]).transform([doc_of(ASKED), doc_of(BACK)])
    assert matrix.shape == (2, len(FEATURE_NAMES)) == (2, len(FeatureTransformer().get_feature_names_out()))


def test_the_transformer_keeps_the_estimator_contract():
    docs = [doc_of(ASKED), doc_of(BACK)]
    frame = FeatureTransformer().set_output(transform="pandas").fit_transform(docs)
    assert frame.columns.tolist() == list(FEATURE_NAMES)
    matrix = FeatureTransformer().transform(docs)
    assert (frame.to_numpy() == matrix).all()
    assert all((FeatureTransformer().transform([doc])[0] == row).all() for doc, row in zip(docs, matrix, strict=True))
    assert clone(FeatureTransformer()).get_params() == {}
    assert (pickle.loads(pickle.dumps(FeatureTransformer())).transform(docs) == matrix).all()
    stage = make_pipeline(FeatureTransformer(), DecisionModel(calibrate=False))
    stage.fit(docs * 3, ["direct_ask", "no_close"] * 3)
    assert stage.predict(docs).tolist() == ["direct_ask", "no_close"]


def test_two_processes_find_what_one_finds():
    nlp = spacy.blank("en")
    nlp.add_pipe("closedetect", config={"model": "fast"})
    texts = [ASK, "HR: Questions?\nAna: No, thank you. Bye."] * 3
    found = list(nlp.pipe(texts, n_process=2, batch_size=2))
    for doc, text in zip(found, texts, strict=True):
        alone = nlp(text)
        assert doc.cats == alone.cats
        assert [(s.text, s.label_) for s in doc.spans["closedetect"]] == [
            (s.text, s.label_) for s in alone.spans["closedetect"]
        ]


def test_two_pipelines_stand_side_by_side_and_no_global_extension_is_set():
    extensions = dict(Underscore.doc_extensions), dict(Underscore.span_extensions)
    first, second = spacy.blank("en"), spacy.blank("en")
    first.add_pipe("sentencizer")
    first.add_pipe("closedetect", config={"model": "fast"})
    second.add_pipe("closedetect", config={"model": "fast", "candidate": "HR"})
    one, other = first(ASK), second(ASK)
    assert max(one.cats, key=one.cats.get) == "direct_ask" and list(one.sents)
    assert max(other.cats, key=other.cats.get) == "no_close"
    assert first(ASK).cats == one.cats
    assert extensions == (Underscore.doc_extensions, Underscore.span_extensions)


def test_the_factory_is_found_configured_and_survives_saving(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("closedetect", config={"model": "fast"})
    doc = nlp(ASK)
    assert max(doc.cats, key=doc.cats.get) == "direct_ask"
    assert [s.label_ for s in doc.spans["closedetect"]] == ["job_request"]
    nlp.to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp")(ASK).cats == doc.cats
    again = spacy.blank("en").from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert again(ASK).cats == doc.cats
