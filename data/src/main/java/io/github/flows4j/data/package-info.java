/** Tables of numbers in text files: reading them strictly, writing them, adding a column. */
package io.github.flows4j.data;
