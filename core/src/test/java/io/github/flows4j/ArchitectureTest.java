package io.github.flows4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may import which: the table of docs/architecture.md. */
class ArchitectureTest {
  private static final String ROOT = "io.github.flows4j";
  private static final List<String> THIRD_PARTY =
      List.of("java..", "jdk.incubator.vector..", "tools.jackson.core..");

  /** Each package, and what it may import beside itself; the root package is the empty name. */
  private static final Map<String, List<String>> TABLE =
      Map.of(
          ".spec..", List.of(),
          ".engine..", List.of(".spec.."),
          ".io..", List.of(".spec.."),
          "", List.of(".spec..", ".engine..", ".io.."),
          ".train..", List.of("", ".spec..", ".engine..", ".io..", ".metrics.."),
          ".metrics..", List.of(""));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("test-classes"))
          .importPackages(ROOT);

  static Stream<String> packages() {
    return TABLE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packagesImportOnlyWhatTheTableAllows(String importer) {
    List<String> allowed = new ArrayList<>(THIRD_PARTY);
    allowed.add(ROOT + importer);
    for (String imported : TABLE.get(importer)) allowed.add(ROOT + imported);
    classes()
        .that(resideInAPackage(ROOT + importer))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .check(CLASSES);
  }

  @Test
  void everyPackageIsInTheTable() {
    String[] known = TABLE.keySet().stream().map(name -> ROOT + name).toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".engine.f32.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheKernelsKnowTheVectorApi() {
    noClasses()
        .that(not(resideInAPackage(ROOT + ".engine.*.simd..")))
        .should()
        .dependOnClassesThat(resideInAPackage("jdk.incubator.vector.."))
        .check(CLASSES);
  }
}
