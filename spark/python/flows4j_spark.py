"""flows4j's normalizing flows as stages of PySpark's pipelines.

The work is done by the Java classes of ``flows4j-spark-VERSION-all.jar``: start PySpark with
``--jars`` (or ``spark.jars``) naming it, and with this file beside yours or in ``--py-files``.

    from flows4j_spark import FlowEstimator
    model = FlowEstimator(inputCols=["a", "b"], flow="nsf", steps=2000).fit(df)
    model.transform(df).select("log_prob")

Import this module before ``PipelineModel.load`` and the like: what they read is known to them by
its Java name. Spark Connect is not supported.
"""

import sys
from typing import Any, List, Optional, TypeVar, Union

from py4j.java_gateway import JavaClass
from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams
from pyspark.sql import DataFrame, SparkSession

__all__ = ["FlowEstimator", "FlowModel", "LogDensityEvaluator", "register_flow_log_prob"]

_PACKAGE = "io.github.flows4j.spark"

# PySpark imports the class of a stage that it reads by its Java name.
sys.modules[_PACKAGE] = sys.modules[__name__]

T = TypeVar("T")
C = TypeVar("C", bound="_Columns")


class _Reader(JavaMLReader[T]):
    @classmethod
    def _java_loader_class(cls, clazz: Any) -> str:
        return f"{_PACKAGE}.{clazz.__name__}"


class _Readable(JavaMLReadable[T]):
    @classmethod
    def read(cls) -> "_Reader[T]":
        """A reader of what ``write()`` or ``save`` left."""
        return _Reader(cls)


def _text(name: str, doc: str) -> "Param[str]":
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toString)


def _texts(name: str, doc: str) -> "Param[List[str]]":
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toListString)


def _int(name: str, doc: str) -> "Param[int]":
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toInt)


def _float(name: str, doc: str) -> "Param[float]":
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toFloat)


def _bool(name: str, doc: str) -> "Param[bool]":
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toBoolean)


class _Columns(JavaParams):
    """The parameters that an estimator and its model have in common."""

    featuresCol = _text("featuresCol", "column of vectors to model; in place of inputCols")
    inputCols = _texts("inputCols", "columns of numbers to model")
    contextCols = _texts("contextCols", "columns of numbers that the density is given")
    logProbCol = _text("logProbCol", "name of the column of log-densities, nats a row")
    handleInvalid = _text(
        "handleInvalid",
        "what scoring does with rows that hold a null, NaN or infinity: error, or keep them with"
        " null for a log-density",
    )
    threads = _int("threads", "threads of one task")

    def _defaults(self) -> None:
        self._setDefault(contextCols=[])
        self._transfer_params_from_java()

    def getFeaturesCol(self) -> Optional[str]:
        """The column of vectors; None where there is none."""
        return self.getOrDefault(self.featuresCol) if self.isDefined(self.featuresCol) else None

    def setFeaturesCol(self: C, value: str) -> C:
        """Sets :py:attr:`featuresCol`."""
        return self._set(featuresCol=value)

    def getInputCols(self) -> List[str]:
        """The columns to model; empty where featuresCol stands for them."""
        return self.getOrDefault(self.inputCols) if self.isDefined(self.inputCols) else []

    def setInputCols(self: C, value: List[str]) -> C:
        """Sets :py:attr:`inputCols`."""
        return self._set(inputCols=value)

    def getContextCols(self) -> List[str]:
        """The context columns."""
        return self.getOrDefault(self.contextCols)

    def setContextCols(self: C, value: List[str]) -> C:
        """Sets :py:attr:`contextCols`."""
        return self._set(contextCols=value)

    def getLogProbCol(self) -> str:
        """The name of the column of log-densities."""
        return self.getOrDefault(self.logProbCol)

    def setLogProbCol(self: C, value: str) -> C:
        """Sets :py:attr:`logProbCol`."""
        return self._set(logProbCol=value)

    def getHandleInvalid(self) -> str:
        """What scoring does with rows that can't be scored."""
        return self.getOrDefault(self.handleInvalid)

    def setHandleInvalid(self: C, value: str) -> C:
        """Sets :py:attr:`handleInvalid`."""
        return self._set(handleInvalid=value)

    def getThreads(self) -> int:
        """Threads of one task."""
        return self.getOrDefault(self.threads)

    def setThreads(self: C, value: int) -> C:
        """Sets :py:attr:`threads`."""
        return self._set(threads=value)


class FlowModel(JavaModel, _Columns, JavaMLWritable, _Readable["FlowModel"]):
    """A flow that scores datasets, adding log-densities in nats, and draws them."""

    def __init__(self, java_model: Any = None) -> None:
        super().__init__(java_model)
        if java_model is not None:
            self._defaults()

    @staticmethod
    def fromFile(path: str) -> "FlowModel":
        """A model of a file that flows4j wrote, here or elsewhere (``flows4j train``)."""
        return FlowModel(_java("FlowModel").fromFile(path))

    @property
    def lossHistory(self) -> List[float]:
        """Mean training losses, round by round, nats a standardized row; empty if read."""
        return list(self._java_obj.lossHistory())

    @property
    def validationHistory(self) -> List[float]:
        """Losses of the rows to validate on, look by look; empty if read."""
        return list(self._java_obj.validationHistory())

    def sample(self, n: int, seed: int = 0) -> DataFrame:
        """Draws n rows from a flow without context; the same seed draws the same rows."""
        self._transfer_params_to_java()
        return DataFrame(self._java_obj.sample(n, seed), SparkSession.active())

    def sampleGiven(self, df: DataFrame, seed: int = 0) -> DataFrame:
        """Draws a row for each row of df given its context columns: df with the features behind."""
        self._transfer_params_to_java()
        return DataFrame(self._java_obj.sampleGiven(df._jdf, seed), df.sparkSession)


class FlowEstimator(
    JavaEstimator[FlowModel], _Columns, JavaMLWritable, _Readable["FlowEstimator"]
):
    """Trains a normalizing flow by maximum likelihood, data-parallel over the partitions.

    Give ``inputCols`` or ``featuresCol``; all else has a default, which is the Java class's.
    """

    weightCol = _text("weightCol", "column that says how much a row counts")
    flow = _text(
        "flow",
        "the flow: realnvp, nice, glow, nsf-coupling, maf, nsf, or its description as JSON",
    )
    steps = _int("steps", "training steps")
    batchSize = _int(
        "batchSize", "rows of a step: of one partition, or where syncEvery is 1 of all together"
    )
    syncEvery = _int(
        "syncEvery", "steps that each partition takes by itself before all are averaged"
    )
    learningRate = _float("learningRate", "rate of Adam")
    schedule = _text("schedule", "how the rate goes: cosine, constant")
    weightDecay = _float("weightDecay", "AdamW's decay, 0 for Adam")
    clipNorm = _float("clipNorm", "length that gradients longer than it are scaled down to")
    averageDecay = _float(
        "averageDecay", "how much of the weights' moving average each step keeps; 0 for no average"
    )
    validationFraction = _float(
        "validationFraction",
        "part of the rows that decides which weights are kept; 0 for the last",
    )
    validateEvery = _int("validateEvery", "steps between looks at it, 0 for 20 looks")
    patience = _int(
        "patience", "looks without a new best after which training ends; 0 for never"
    )
    standardize = _bool("standardize", "whether columns are standardized")
    seed = _int("seed", "where all random choices come from")
    checkpointDir = _text(
        "checkpointDir", "folder to leave the training in every now and then, and to go on from"
    )
    checkpointSeconds = _float("checkpointSeconds", "seconds between two checkpoints")

    _input_kwargs: dict

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: Optional[str] = None,
        inputCols: Optional[List[str]] = None,
        contextCols: Optional[List[str]] = None,
        weightCol: Optional[str] = None,
        logProbCol: Optional[str] = None,
        handleInvalid: Optional[str] = None,
        threads: Optional[int] = None,
        flow: Optional[str] = None,
        steps: Optional[int] = None,
        batchSize: Optional[int] = None,
        syncEvery: Optional[int] = None,
        learningRate: Optional[float] = None,
        schedule: Optional[str] = None,
        weightDecay: Optional[float] = None,
        clipNorm: Optional[float] = None,
        averageDecay: Optional[float] = None,
        validationFraction: Optional[float] = None,
        validateEvery: Optional[int] = None,
        patience: Optional[int] = None,
        standardize: Optional[bool] = None,
        seed: Optional[int] = None,
        checkpointDir: Optional[str] = None,
        checkpointSeconds: Optional[float] = None,
    ) -> None:
        super().__init__()
        self._java_obj = _java("FlowEstimator")(self.uid)
        self._defaults()
        self._set(**self._input_kwargs)

    def setParams(self, **values: Any) -> "FlowEstimator":
        """Sets parameters by name."""
        return self._set(**values)

    def _create_model(self, java_model: Any) -> FlowModel:
        return FlowModel(java_model)

    def getWeightCol(self) -> Optional[str]:
        """The column that says how much a row counts; None where all count alike."""
        return self.getOrDefault(self.weightCol) if self.isDefined(self.weightCol) else None

    def setWeightCol(self, value: str) -> "FlowEstimator":
        """Sets :py:attr:`weightCol`."""
        return self._set(weightCol=value)

    def getCheckpointDir(self) -> Optional[str]:
        """The folder of checkpoints; None where none are left."""
        return self.getOrDefault(self.checkpointDir) if self.isDefined(self.checkpointDir) else None

    def setCheckpointDir(self, value: str) -> "FlowEstimator":
        """Sets :py:attr:`checkpointDir`."""
        return self._set(checkpointDir=value)

    def getFlow(self) -> str:
        """The value of :py:attr:`flow`."""
        return self.getOrDefault(self.flow)

    def setFlow(self, value: str) -> "FlowEstimator":
        """Sets :py:attr:`flow`."""
        return self._set(flow=value)

    def getSteps(self) -> int:
        """The value of :py:attr:`steps`."""
        return self.getOrDefault(self.steps)

    def setSteps(self, value: int) -> "FlowEstimator":
        """Sets :py:attr:`steps`."""
        return self._set(steps=value)

    def getBatchSize(self) -> int:
        """The value of :py:attr:`batchSize`."""
        return self.getOrDefault(self.batchSize)

    def setBatchSize(self, value: int) -> "FlowEstimator":
        """Sets :py:attr:`batchSize`."""
        return self._set(batchSize=value)

    def getSyncEvery(self) -> int:
        """The value of :py:attr:`syncEvery`."""
        return self.getOrDefault(self.syncEvery)

    def setSyncEvery(self, value: int) -> "FlowEstimator":
        """Sets :py:attr:`syncEvery`."""
        return self._set(syncEvery=value)

    def getLearningRate(self) -> float:
        """The value of :py:attr:`learningRate`."""
        return self.getOrDefault(self.learningRate)

    def setLearningRate(self, value: float) -> "FlowEstimator":
        """Sets :py:attr:`learningRate`."""
        return self._set(learningRate=value)

    def getSchedule(self) -> str:
        """The value of :py:attr:`schedule`."""
        return self.getOrDefault(self.schedule)

    def setSchedule(self, value: str) -> "FlowEstimator":
        """Sets :py:attr:`schedule`."""
        return self._set(schedule=value)

    def getWeightDecay(self) -> float:
        """The value of :py:attr:`weightDecay`."""
        return self.getOrDefault(self.weightDecay)

    def setWeightDecay(self, value: float) -> "FlowEstimator":
        """Sets :py:attr:`weightDecay`."""
        return self._set(weightDecay=value)

    def getClipNorm(self) -> float:
        """The value of :py:attr:`clipNorm`."""
        return self.getOrDefault(self.clipNorm)

    def setClipNorm(self, value: float) -> "FlowEstimator":
        """Sets :py:attr:`clipNorm`."""
        return self._set(clipNorm=value)

    def getAverageDecay(self) -> float:
        """The value of :py:attr:`averageDecay`."""
        return self.getOrDefault(self.averageDecay)

    def setAverageDecay(self, value: float) -> "FlowEstimator":
        """Sets :py:attr:`averageDecay`."""
        return self._set(averageDecay=value)

    def getValidationFraction(self) -> float:
        """The value of :py:attr:`validationFraction`."""
        return self.getOrDefault(self.validationFraction)

    def setValidationFraction(self, value: float) -> "FlowEstimator":
        """Sets :py:attr:`validationFraction`."""
        return self._set(validationFraction=value)

    def getValidateEvery(self) -> int:
        """The value of :py:attr:`validateEvery`."""
        return self.getOrDefault(self.validateEvery)

    def setValidateEvery(self, value: int) -> "FlowEstimator":
        """Sets :py:attr:`validateEvery`."""
        return self._set(validateEvery=value)

    def getPatience(self) -> int:
        """The value of :py:attr:`patience`."""
        return self.getOrDefault(self.patience)

    def setPatience(self, value: int) -> "FlowEstimator":
        """Sets :py:attr:`patience`."""
        return self._set(patience=value)

    def getStandardize(self) -> bool:
        """The value of :py:attr:`standardize`."""
        return self.getOrDefault(self.standardize)

    def setStandardize(self, value: bool) -> "FlowEstimator":
        """Sets :py:attr:`standardize`."""
        return self._set(standardize=value)

    def getSeed(self) -> int:
        """The value of :py:attr:`seed`."""
        return self.getOrDefault(self.seed)

    def setSeed(self, value: int) -> "FlowEstimator":
        """Sets :py:attr:`seed`."""
        return self._set(seed=value)

    def getCheckpointSeconds(self) -> float:
        """The value of :py:attr:`checkpointSeconds`."""
        return self.getOrDefault(self.checkpointSeconds)

    def setCheckpointSeconds(self, value: float) -> "FlowEstimator":
        """Sets :py:attr:`checkpointSeconds`."""
        return self._set(checkpointSeconds=value)

class LogDensityEvaluator(JavaEvaluator, JavaMLWritable, _Readable["LogDensityEvaluator"]):
    """The mean log-density of scored rows, nats a row: what CrossValidator picks flows by."""

    logProbCol = _text("logProbCol", "column of log-densities")

    _input_kwargs: dict

    @keyword_only
    def __init__(self, *, logProbCol: Optional[str] = None) -> None:
        super().__init__()
        self._java_obj = _java("LogDensityEvaluator")(self.uid)
        self._transfer_params_from_java()
        self._set(**self._input_kwargs)

    def getLogProbCol(self) -> str:
        """The column of log-densities."""
        return self.getOrDefault(self.logProbCol)

    def setLogProbCol(self, value: str) -> "LogDensityEvaluator":
        """Sets :py:attr:`logProbCol`."""
        return self._set(logProbCol=value)


def register_flow_log_prob(
    spark: SparkSession, model: Union[str, FlowModel], name: str = "flow_log_prob"
) -> None:
    """Registers a SQL function of a model's columns, in the model's order, context last.

    model is a file that flows4j wrote, where Spark can reach it, or a fitted model.
    """
    if isinstance(model, FlowModel):
        model = model._to_java()
    _java("FlowFunctions").register(spark._jsparkSession, name, model)


def _java(name: str) -> Any:
    found = getattr(SparkSession.active()._jvm.io.github.flows4j.spark, name)
    if not isinstance(found, JavaClass):
        raise ImportError(f"no {_PACKAGE}.{name}: start Spark with --jars flows4j-spark-VERSION-all.jar")
    return found
