/** Tables and images read from and written to files. */
module io.github.flows4j.data {
  requires transitive io.github.flows4j.core;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires java.sql;

  exports io.github.flows4j.data;
}
