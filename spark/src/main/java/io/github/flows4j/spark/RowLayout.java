package io.github.flows4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a dataset that a flow reads.
 *
 * @param vector the column of vectors that holds the features; null if each has a column of its own
 * @param features the features' names, which are columns where there is no vector
 * @param context the context columns
 * @param weight the column of weights; null for none
 */
record RowLayout(String vector, List<String> features, List<String> context, String weight)
    implements Serializable {
  RowLayout {
    features = List.copyOf(features);
    context = List.copyOf(context);
  }

  /** Numbers of a row: features, context, weight. */
  int width() {
    return features.size() + context.size() + (weight == null ? 0 : 1);
  }

  /** The column that a number of a row is from. */
  String column(int number) {
    if (number < features.size())
      return vector == null ? features.get(number) : vector + "[" + number + "]";
    int after = number - features.size();
    return after < context.size() ? context.get(after) : weight;
  }

  /** The columns to select, in the order in which {@link RowReader} reads them. */
  List<Column> inputs() {
    List<Column> inputs = new ArrayList<>();
    if (vector != null) inputs.add(named(vector));
    else for (String name : features) inputs.add(number(name));
    for (String name : context) inputs.add(number(name));
    if (weight != null) inputs.add(number(weight));
    return inputs;
  }

  /** A dataset with the columns to read behind its own. */
  Dataset<Row> behind(Dataset<?> dataset) {
    List<Column> all = new ArrayList<>();
    for (String name : dataset.columns()) all.add(named(name));
    all.addAll(inputs());
    return dataset.toDF().select(all.toArray(Column[]::new));
  }

  /** All numbers of a row as one array. */
  Column values() {
    Column[] inputs = inputs().toArray(Column[]::new);
    if (vector == null) return functions.array(inputs);
    Column numbers = org.apache.spark.ml.functions.vector_to_array(inputs[0], "float64");
    Column[] rest = Arrays.copyOfRange(inputs, 1, inputs.length);
    return rest.length == 0 ? numbers : functions.concat(numbers, functions.array(rest));
  }

  private static Column number(String name) {
    return named(name).cast(DataTypes.DoubleType);
  }

  /** A column by its whole name, dots and all. */
  static Column named(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /**
   * Checks that a dataset has what is to be read.
   *
   * @throws IllegalArgumentException naming the column that is missing or of a wrong type
   */
  static void check(
      StructType schema, String vector, String[] features, String[] context, String weight) {
    if (vector != null) {
      DataType type = field(schema, vector).dataType();
      if (!type.equals(SQLDataTypes.VectorType()))
        throw new IllegalArgumentException(
            "column " + vector + " must be of vectors, is " + type.simpleString());
    } else {
      if (features.length == 0)
        throw new IllegalArgumentException("give the features: inputCols or featuresCol");
      for (String name : features) checkNumber(schema, name);
    }
    checkContext(schema, context);
    if (weight != null) checkNumber(schema, weight);
  }

  /** Checks that a dataset has the context. */
  static void checkContext(StructType schema, String... context) {
    for (String name : context) checkNumber(schema, name);
  }

  private static void checkNumber(StructType schema, String name) {
    DataType type = field(schema, name).dataType();
    if (!(type instanceof NumericType || type instanceof BooleanType))
      throw new IllegalArgumentException(
          "column " + name + " must be of numbers, is " + type.simpleString());
  }

  private static StructField field(StructType schema, String name) {
    for (StructField field : schema.fields()) if (field.name().equals(name)) return field;
    throw new IllegalArgumentException(
        "there is no column " + name + ", only " + String.join(", ", schema.fieldNames()));
  }

  /**
   * The names of the numbers in a column of vectors: those of its attributes, or {@code NAME_0} and
   * so on. Looks at the first row where the column's metadata do not say how many there are.
   */
  static List<String> namesIn(Dataset<?> dataset, String vector) {
    AttributeGroup group = AttributeGroup.fromStructField(field(dataset.schema(), vector));
    if (group.attributes().isDefined()) {
      List<String> names = new ArrayList<>();
      Attribute[] attributes = group.attributes().get();
      for (int j = 0; j < attributes.length; j++)
        names.add(attributes[j].name().isDefined() ? attributes[j].name().get() : vector + "_" + j);
      return names;
    }
    int size = group.size() >= 0 ? group.size() : sizeOfFirst(dataset, vector);
    List<String> names = new ArrayList<>();
    for (int j = 0; j < size; j++) names.add(vector + "_" + j);
    return names;
  }

  private static int sizeOfFirst(Dataset<?> dataset, String vector) {
    List<Row> first = dataset.select(named(vector)).filter(named(vector).isNotNull()).takeAsList(1);
    if (first.isEmpty())
      throw new IllegalArgumentException("column " + vector + " has no vector in any row");
    return ((Vector) first.get(0).get(0)).size();
  }
}
