/** What the readers of other libraries' weights share. Not exported. */
package io.github.flows4j.io.foreign;
