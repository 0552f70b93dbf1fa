package io.github.flows4j.spark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * A test that needs Hadoop's files or a worker process, which Spark 4.1 has on JDK 17 to 23 only.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@DisabledForJreRange(
    min = JRE.JAVA_24,
    disabledReason = "Hadoop 3.4 asks for Subject.getSubject, which newer JDKs refuse")
@interface NeedsFiles {}
