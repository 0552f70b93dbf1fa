"""Checks of flows4j_spark.py in a real PySpark, run by hand: docs/spark.md says how.

    FLOWS4J_JAR=spark/target/flows4j-spark-0.1.0-SNAPSHOT-all.jar python test_flows4j_spark.py

FLOWS4J_MASTER is the master, local[2] by default.
"""

import math
import os
import sys
import tempfile

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.tuning import CrossValidator, CrossValidatorModel, ParamGridBuilder
from pyspark.sql import DataFrame, SparkSession

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from flows4j_spark import (  # noqa: E402
    FlowEstimator,
    FlowModel,
    LogDensityEvaluator,
    register_flow_log_prob,
)

spark = (
    SparkSession.builder.master(os.environ.get("FLOWS4J_MASTER", "local[2]"))
    .config("spark.jars", os.path.abspath(os.environ["FLOWS4J_JAR"]))
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)


def rows(n: int = 2000) -> DataFrame:
    """a and b normal with a correlation of 0.8, b moved by c."""
    return (
        spark.range(0, n, 1, 2)
        .selectExpr("randn(1) a", "randn(2) z", "double(id % 2) c")
        .selectExpr("a", "0.8 * a + 0.6 * z + 2 * c b", "c")
        .cache()
    )


def estimator(**more) -> FlowEstimator:
    return FlowEstimator(
        inputCols=["a", "b"], contextCols=["c"], flow="nsf", steps=100, syncEvery=10, **more
    )


def scores(df: DataFrame) -> list:
    return [row.log_prob for row in df.select("log_prob").collect()]


def test_parameters():
    stage = estimator(learningRate=2e-3)
    assert stage.getSteps() == 100 and stage.getSyncEvery() == 10
    assert stage.getLearningRate() == 2e-3
    assert stage.getBatchSize() == 256 and stage.getStandardize() is True
    assert stage.getContextCols() == ["c"] and stage.getFeaturesCol() is None
    assert FlowEstimator().getContextCols() == []
    assert stage.setSeed(2**40).getSeed() == 2**40
    java = {param.name() for param in stage._java_obj.params()}
    assert java == {param.name for param in stage.params}
    for param in stage.params:
        assert param.doc == stage._java_obj.getParam(param.name).doc(), param.name
    for param in LogDensityEvaluator().params:
        assert param.doc == LogDensityEvaluator()._java_obj.getParam(param.name).doc()


def test_fit_transform_sample():
    df = rows()
    model = estimator(seed=2**40).fit(df)
    assert len(model.lossHistory) == 10 and model.lossHistory[-1] < model.lossHistory[0]
    assert len(model.validationHistory) > 0
    assert model.getInputCols() == ["a", "b"] and model.getContextCols() == ["c"]
    mean = LogDensityEvaluator().evaluate(model.transform(df))
    assert -3.2 < mean < -2.0, mean  # the truth's entropy is 2.33 nats
    drawn = model.sampleGiven(rows(4000).select("c"), 5)
    assert drawn.columns == ["c", "a", "b"]
    means = dict(drawn.groupBy("c").avg("b").collect())
    assert 1.2 < means[1.0] - means[0.0] < 2.8, means
    free = FlowEstimator(inputCols=["a", "b"], steps=50).fit(df)
    assert free.sample(500, 3).count() == 500
    assert free.sample(20, 3).collect() == free.sample(20, 3).collect()
    assert free.setLogProbCol("score").transform(df).columns == ["a", "b", "c", "score"]


def test_rows_that_cannot_be_scored():
    df = rows()
    model = FlowEstimator(inputCols=["a", "b"], steps=20, handleInvalid="keep").fit(df)
    holes = df.selectExpr("if(c = 1, null, a) a", "b").limit(10)
    kept = scores(model.transform(holes))
    assert sum(score is None for score in kept) == 5, kept


def test_saved_and_read():
    df = rows()
    with tempfile.TemporaryDirectory() as folder:
        stage = estimator(weightDecay=0.01)
        stage.write().overwrite().save(folder + "/estimator")
        again = FlowEstimator.load(folder + "/estimator")
        assert again.uid == stage.uid and again.getWeightDecay() == 0.01
        assert again.getContextCols() == ["c"] and again.getBatchSize() == 256
        model = stage.fit(df)
        model.save(folder + "/model")
        read = FlowModel.load(folder + "/model")
        assert scores(read.transform(df)) == scores(model.transform(df))
        assert read.getInputCols() == ["a", "b"] and read.lossHistory == []
        file = FlowModel.fromFile(folder + "/model/flow.safetensors")
        assert scores(file.transform(df)) == scores(model.transform(df))
        LogDensityEvaluator(logProbCol="s").save(folder + "/evaluator")
        assert LogDensityEvaluator.load(folder + "/evaluator").getLogProbCol() == "s"


def test_pipeline():
    df = rows()
    stages = [
        VectorAssembler(inputCols=["a", "b"], outputCol="v"),
        FlowEstimator(featuresCol="v", contextCols=["c"], steps=60),
    ]
    with tempfile.TemporaryDirectory() as folder:
        Pipeline(stages=stages).save(folder + "/pipeline")
        fitted = Pipeline.load(folder + "/pipeline").fit(df)
        fitted.save(folder + "/fitted")
        read = PipelineModel.load(folder + "/fitted")
        assert isinstance(read.stages[1], FlowModel)
        assert scores(read.transform(df)) == scores(fitted.transform(df))


def test_cross_validator():
    df = rows()
    stage = estimator()
    grid = ParamGridBuilder().addGrid(stage.steps, [5, 100]).build()
    validator = CrossValidator(
        estimator=stage, estimatorParamMaps=grid, evaluator=LogDensityEvaluator(), numFolds=2
    )
    fitted = validator.fit(df)
    assert fitted.avgMetrics[1] > fitted.avgMetrics[0], fitted.avgMetrics
    assert len(fitted.bestModel.lossHistory) == 10
    with tempfile.TemporaryDirectory() as folder:
        fitted.save(folder + "/fitted")
        read = CrossValidatorModel.load(folder + "/fitted")
        assert scores(read.transform(df)) == scores(fitted.transform(df))
        assert read.avgMetrics == fitted.avgMetrics


def test_sql():
    df = rows()
    model = estimator().fit(df)
    with tempfile.TemporaryDirectory() as folder:
        model.save(folder + "/model")
        register_flow_log_prob(spark, folder + "/model/flow.safetensors")
        register_flow_log_prob(spark, model, "by_model")
    df.createOrReplaceTempView("t")
    both = spark.sql("SELECT flow_log_prob(a, b, c) x, by_model(a, b, c) y FROM t").collect()
    for row, score in zip(both, scores(model.transform(df))):
        assert math.isclose(row.x, score, abs_tol=1e-4), (row.x, score)
        assert row.x == row.y
    assert spark.sql("SELECT flow_log_prob(null, 1, 0)").first()[0] is None


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print(name, "ok", flush=True)
    spark.stop()
