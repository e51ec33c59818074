"""What scikit-learn asks of an estimator of texts.

Not inherited from scikit-learn: the library loads it only where it is used.
"""

from __future__ import annotations

import inspect
from typing import Any, Self

import numpy as np

from rhetoric_gap.errors import UnknownOptionError


class TextEstimator:
    """Parameters, tags and the rest of the protocol, for classifiers of texts that are transformers as well."""

    _estimator_type = "classifier"

    def predict(self, X: Any) -> np.ndarray[Any, Any]:
        """Name the class of each text."""
        raise NotImplementedError

    def set_output(self, *, transform: str | None = None) -> Self:
        """Say what :meth:`transform` gives: it is a pandas frame in any case.

        Parameters
        ----------
        transform : {"default", "pandas"} or None
            Accepted for pipelines.

        Returns
        -------
        object
            Itself.

        Raises
        ------
        UnknownOptionError
            If it is something else.
        """
        if transform not in (None, "default", "pandas"):
            raise UnknownOptionError("transform", transform, ("default", "pandas"))
        return self

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the share of texts whose class is right.

        Parameters
        ----------
        X : sequence of str
            The texts.
        y : sequence of str
            Their labels.
        sample_weight : sequence of float, optional
            Weight of each text.

        Returns
        -------
        float
            Accuracy.

        Raises
        ------
        RhetoricGapError
            If `X` is not text.
        """
        from sklearn.metrics import accuracy_score

        labels = np.asarray(y, dtype=object).ravel().astype(str)
        return float(accuracy_score(labels, self.predict(X), sample_weight=sample_weight))

    @classmethod
    def _get_param_names(cls) -> list[str]:
        return sorted(name for name in inspect.signature(cls).parameters)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters, those of the model as ``model__name`` if `deep`."""
        from sklearn.base import BaseEstimator

        return dict(BaseEstimator.get_params(self, deep=deep))

    def set_params(self, **params: Any) -> Self:
        """Set parameters, those of the model as ``model__name``."""
        from sklearn.base import BaseEstimator

        BaseEstimator.set_params(self, **params)
        return self

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags, InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type="classifier",
            target_tags=TargetTags(required=False),
            classifier_tags=ClassifierTags(),
            transformer_tags=TransformerTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=False, string=True),
            requires_fit=False,
        )

    def _more_tags(self) -> dict[str, Any]:
        """Return the tags as scikit-learn before 1.6 asks for them."""
        return {"X_types": ["string"], "requires_fit": False, "requires_y": False}

    def __repr__(self, N_CHAR_MAX: int = 700) -> str:
        defaults = inspect.signature(type(self)).parameters
        changed = {
            name: getattr(self, name)
            for name in defaults
            if getattr(self, name) is not defaults[name].default
            and getattr(self, name) != defaults[name].default
        }
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in changed.items())})"
