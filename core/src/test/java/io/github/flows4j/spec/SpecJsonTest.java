package io.github.flows4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpecJsonTest {
  private static final String EXAMPLE =
      """
      {
        "features": 2,
        "context": 0,
        "transforms": [
          {
            "type": "coupling",
            "mask": "10",
            "univariate": {
              "type": "affine",
              "bound": {
                "type": "tanh",
                "limit": 1.0
              }
            },
            "conditioner": {
              "type": "mlp",
              "hidden": [128, 128],
              "activation": "relu",
              "last_layer": "default"
            }
          },
          {
            "type": "permutation",
            "order": [1, 0]
          },
          {
            "type": "batch_norm",
            "momentum": 0.1,
            "epsilon": 1.0E-5
          }
        ],
        "base": {
          "type": "standard_normal"
        }
      }
      """;

  private static FlowSpec example() {
    return new FlowSpec(
        2,
        0,
        List.of(
            new Coupling(
                Mask.of(true, false),
                new AffineUnivariate(new ScaleBound.Tanh(1)),
                Mlp.of(128, 128)),
            Permutation.reverse(2),
            new BatchNorm()),
        new StandardNormal());
  }

  private static String problem(String json) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> SpecJson.parse(json, RandomSpecs.CUSTOMS))
            .getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @Test
  void writesAndReadsTheExample() {
    assertEquals(EXAMPLE, SpecJson.write(example()));
    assertEquals(example(), SpecJson.parse(EXAMPLE, Customs.none()));
  }

  @Test
  void everyRecordAndOptionComesBack() throws ReflectiveOperationException {
    Set<Object> met = new HashSet<>();
    for (int seed = 0; seed < 400; seed++) {
      FlowSpec spec = RandomSpecs.draw(seed);
      assertEquals(spec, SpecJson.parse(SpecJson.write(spec), RandomSpecs.CUSTOMS), "seed " + seed);
      gather(spec, met);
    }
    for (Class<?> kind :
        List.of(
            Transform.class,
            Dependencies.class,
            Univariate.class,
            ScaleBound.class,
            SplineForm.class,
            Conditioner.class,
            Convolutional.class,
            EventShape.class,
            Base.class))
      for (Class<?> record : kind.getPermittedSubclasses())
        if (record.isRecord()) assertTrue(met.contains(record), record + " was not drawn");
    assertTrue(met.contains(ContextEmbedding.class));
    assertTrue(met.containsAll(List.of(Activation.values())));
    assertTrue(met.containsAll(List.of(LastLayer.values())));
    assertTrue(met.containsAll(List.of(HiddenUnits.values())));
    assertTrue(met.containsAll(List.of(SplineTails.values())));
    assertTrue(met.containsAll(List.of(true, false)));
  }

  private static void gather(Object part, Set<Object> met) throws ReflectiveOperationException {
    if (part instanceof Optional<?> option && option.isPresent()) gather(option.get(), met);
    if (part instanceof List<?> list) for (Object element : list) gather(element, met);
    if (part instanceof Enum<?> || part instanceof Boolean) met.add(part);
    if (!(part instanceof Record)) return;
    met.add(part.getClass());
    for (var component : part.getClass().getRecordComponents())
      gather(component.getAccessor().invoke(part), met);
  }

  private static final String EMBEDDED =
      """
      {
        "features": 2,
        "context": 5,
        "embedding": {
          "outputs": 3,
          "network": {
            "type": "mlp",
            "hidden": [64, 64],
            "activation": "relu",
            "last_layer": "default"
          }
        },
        "transforms": [],
        "base": {
          "type": "conditional_normal"
        }
      }
      """;

  @Test
  void writesAndReadsAnEmbedding() {
    FlowSpec spec =
        new FlowSpec(2, 5, List.of(), new ConditionalNormal())
            .withEmbedding(ContextEmbedding.of(3, 64, 64));
    assertEquals(EMBEDDED, SpecJson.write(spec));
    assertEquals(spec, SpecJson.parse(EMBEDDED, Customs.none()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"outputs\":3 | \"outputs\":0 | embedding: outputs must be >= 1, was 0",
        "\"outputs\":3 | \"outputs\":3.5 | embedding: outputs must be a whole number, was 3.5",
        "\"outputs\":3, | `` | embedding: missing key \"outputs\"",
        "\"network\": | \"net\": | embedding: unknown key \"net\"; known: outputs, network",
        "\"hidden\":[64,64], | `` | embedding.network: missing key \"hidden\"",
        "\"context\":5 | \"context\":0 |"
            + " embedding: a context embedding needs context, the flow has none",
        "{\"outputs\":3 | null,\"x\":{\"outputs\":3 |"
            + " unknown key \"x\"; known: features, context, embedding, transforms, base",
        "\"default\" | \"zero\" | embedding: network must not start with a last layer of zero:"
            + " there would be nothing to see of the context, and no gradient to change that",
        "\"embedding\": | \"embeding\": |"
            + " unknown key \"embeding\"; known: features, context, transforms, base"
      })
  void namesWhatIsWrongInAnEmbedding(String from, String to, String message) {
    String compact = EMBEDDED.replaceAll("\\s", "");
    assertTrue(compact.contains(from), "the change must change something");
    assertEquals(message, problem(compact.replace(from, to)));
  }

  @Test
  void anEmbeddingIsAnObject() {
    String compact = EMBEDDED.replaceAll("\\s", "");
    String none = compact.replaceFirst("\"embedding\":.*\\}\\},", "\"embedding\":null,");
    assertEquals("embedding must be an object, was null", problem(none));
  }

  @Test
  void everyLineOfTheExampleIsNeeded() {
    for (String key :
        List.of(
            "features",
            "context",
            "transforms",
            "base",
            "type",
            "mask",
            "univariate",
            "conditioner",
            "bound",
            "limit",
            "hidden",
            "activation",
            "last_layer",
            "order",
            "momentum",
            "epsilon")) {
      String without = EXAMPLE.replaceFirst('"' + key + "\":", "\"no_" + key + "\":");
      // An unknown key is told first: most often it is the missing one misspelt.
      String expected =
          key.equals("type") ? "missing key \"type\"" : "unknown key \"no_" + key + "\"; known: ";
      assertTrue(problem(without).contains(expected), problem(without));
    }
  }

  static List<Arguments> mistakes() {
    return List.of(
        arguments(
            "\"hidden\":",
            "\"hiden\":",
            "transforms[0].conditioner: unknown key \"hiden\"; known: hidden, activation,"
                + " last_layer"),
        arguments(
            "\"limit\":1.0",
            "\"limit\":1.0,\"limit\":2.0",
            "transforms[0].univariate.bound: repeated key \"limit\""),
        arguments(",\"order\":[1,0]", "", "transforms[1]: missing key \"order\""),
        arguments("\"momentum\":0.1,", "", "transforms[2]: missing key \"momentum\""),
        arguments("\"context\":0,", "", "missing key \"context\""),
        arguments(
            "\"context\":0",
            "\"contxt\":0",
            "unknown key \"contxt\"; known: features, context, transforms, base"),
        arguments(
            "\"standard_normal\"",
            "\"standard_normal\",\"mean\":0",
            "base: unknown key \"mean\"; known: none"),
        arguments("\"features\":2", "\"features\":2.5", "features must be a whole number, was 2.5"),
        arguments("\"features\":2", "\"features\":2.0", "features must be a whole number, was 2.0"),
        arguments("\"features\":2", "\"features\":2e0", "features must be a whole number, was 2e0"),
        arguments(
            "\"features\":2", "\"features\":\"2\"", "features must be a whole number, was \"2\""),
        arguments(
            "\"features\":2", "\"features\":null", "features must be a whole number, was null"),
        arguments(
            "\"features\":2", "\"features\":true", "features must be a whole number, was true"),
        arguments(
            "\"features\":2", "\"features\":[2]", "features must be a whole number, was a list"),
        arguments(
            "\"features\":2", "\"features\":{}", "features must be a whole number, was an object"),
        arguments(
            "\"features\":2",
            "\"features\":3000000000",
            "features must be a whole number from -2147483648 to 2147483647, was 3000000000"),
        arguments(
            "\"features\":2",
            "\"features\":99999999999999999999",
            "features must be a whole number from -2147483648 to 2147483647, was"
                + " 99999999999999999999"),
        arguments("\"features\":2", "\"features\":0", "features must be >= 1, was 0"),
        arguments(
            "\"features\":2",
            "\"features\":3",
            "transforms[0]: mask is for 2 features, the flow has 3"),
        arguments(
            "[128,128]",
            "[128,8.9]",
            "transforms[0].conditioner: hidden[1] must be a whole number, was 8.9"),
        arguments(
            "[128,128]",
            "[128,0]",
            "transforms[0].conditioner: hidden must hold widths >= 1, was [128, 0]"),
        arguments("[128,128]", "128", "transforms[0].conditioner: hidden must be a list, was 128"),
        arguments(
            "\"limit\":1.0",
            "\"limit\":\"1.0\"",
            "transforms[0].univariate.bound: limit must be a number, was \"1.0\""),
        arguments(
            "\"limit\":1.0",
            "\"limit\":\"NaN\"",
            "transforms[0].univariate.bound: limit must be a number, was \"NaN\""),
        arguments(
            "\"limit\":1.0",
            "\"limit\":1e999",
            "transforms[0].univariate.bound: limit must be a number within double precision, was"
                + " 1e999"),
        arguments(
            "\"limit\":1.0",
            "\"limit\":-1",
            "transforms[0].univariate.bound: limit must be positive and finite, was -1.0"),
        arguments(
            "\"momentum\":0.1",
            "\"momentum\":0",
            "transforms[2]: momentum must be in (0, 1], was 0.0"),
        arguments("\"10\"", "10", "transforms[0]: mask must be a text, was 10"),
        arguments(
            "\"10\"",
            "\"12\"",
            "transforms[0]: a mask is written in 0 and 1, had '2' at position 1"),
        arguments(
            "\"10\"",
            "\"11\"",
            "transforms[0]: a mask must move at least one feature, 11 moves none"),
        arguments("[1,0]", "[1,1]", "transforms[1]: order holds 1 twice"),
        arguments(
            "\"relu\"",
            "\"rely\"",
            "transforms[0].conditioner: activation must be one of relu, tanh, silu, elu, was"
                + " \"rely\""),
        arguments(
            "\"relu\"",
            "\"RELU\"",
            "transforms[0].conditioner: activation must be one of relu, tanh, silu, elu, was"
                + " \"RELU\""),
        arguments(
            "\"coupling\"",
            "\"couplin\"",
            "transforms[0]: unknown type \"couplin\"; known: coupling, autoregressive, elementwise,"
                + " permutation, lu_linear, rotation, act_norm, batch_norm, planar, radial, squeeze, factor_out, inverse"),
        arguments("\"coupling\"", "7", "transforms[0]: type must be a text, was 7"),
        arguments(
            "\"affine\"",
            "\"custom\"",
            "transforms[0].univariate: unknown key \"bound\"; known: name"),
        arguments(
            "\"type\":\"standard_normal\"",
            "\"type\":\"custom\",\"name\":\"no.such\"",
            "base: custom base no.such is not known here: give it in Customs, or provide it as a"
                + " io.github.flows4j.spec.BaseFunction service"),
        arguments(
            "\"type\":\"standard_normal\"",
            "\"type\":\"diagonal_normal\",\"trained\":\"yes\"",
            "base: trained must be true or false, was \"yes\""),
        arguments("{\"type\":\"standard_normal\"}", "[]", "base must be an object, was a list"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void namesThePlaceAndTheProblem(String from, String to, String message) {
    String compact = EXAMPLE.replaceAll("\\s", "");
    assertTrue(compact.contains(from), "the change must change something");
    assertEquals(message, problem(compact.replace(from, to)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the JSON text is empty",
        "[] | the JSON text must be an object, was a list",
        "3 | the JSON text must be an object, was 3",
        "{} {} | text goes on after the end of the JSON value at line 1, column 4",
        "{} x | not valid JSON at line 1, column 4: Unrecognized token 'x'",
        "{\"a\": NaN} | not valid JSON at line 1, column 10: Non-standard token 'NaN'",
        "{\"a\": 01} | not valid JSON at line 1, column 8: Invalid numeric value",
        "{\"a\": 1,} | not valid JSON at line 1, column 9: Unexpected character ('}'",
        "{\"a\": [1 | not valid JSON at line 1, column 9: Unexpected end-of-input",
        "{'a': 1} | not valid JSON at line 1, column 2: Unexpected character",
      })
  void refusesWhatIsNoJson(String json, String message) {
    assertTrue(problem(json).startsWith(message), problem(json));
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(64) + "]".repeat(64);
    assertEquals("the JSON text must be an object, was a list", problem(deep));
    assertEquals(
        "JSON is nested deeper than 64 levels at line 1, column 65", problem("[" + deep + "]"));
    assertTrue(problem("[".repeat(1_000_000)).startsWith("JSON is nested deeper than 64 levels"));
  }

  @Test
  void hostileNamesCannotForgeLines() {
    assertEquals(
        "unknown key \"a\\u000aERROR\\u001b[31m\"; known: features, context, transforms, base",
        problem("{\"a\\nERROR\\u001b[31m\": 1}"));
    assertTrue(problem("{\"" + "a".repeat(5000) + "\": 1}").length() < 200);
  }

  @Test
  void schemaComesBackAndIsStrict() {
    Schema schema =
        new Schema(
            List.of(
                new Column("umläut \"x\"\n", -0.0, Double.MIN_VALUE),
                new Column("", 0.1 + 0.2, Double.MAX_VALUE)),
            List.of(Column.plain("c0")));
    assertEquals(schema, SchemaJson.parse(SchemaJson.write(schema)));
    Schema empty = new Schema(List.of(), List.of());
    assertEquals(empty, SchemaJson.parse(SchemaJson.write(empty)));
    String one = SchemaJson.write(Schema.plain(1, 1));
    assertSchemaProblem("missing key \"features\"", "{}");
    assertSchemaProblem(
        "features[0]: unknown key \"men\"; known: name, mean, scale", one, "mean", "men");
    assertSchemaProblem(
        "features[0]: column x0: scale must be positive and finite, was 0.0", one, "1.0", "0");
    assertSchemaProblem("context[0]: name must be a text, was 5", one, "\"c0\"", "5");
    assertSchemaProblem("column x0 is there twice", one, "c0", "x0");
  }

  private static void assertSchemaProblem(String message, String json, String... change) {
    String changed = change.length == 0 ? json : json.replaceFirst(change[0], change[1]);
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> SchemaJson.parse(changed)).getMessage());
  }
}
