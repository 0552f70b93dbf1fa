/** Tables read from and written to files. */
module io.github.flows4j.data {
  requires transitive io.github.flows4j.core;
  requires de.siegmar.fastcsv;

  exports io.github.flows4j.data;
}
