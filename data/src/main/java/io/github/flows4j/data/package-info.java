/**
 * Tables of numbers in text files: reading them strictly, writing them, adding a column. Sets of
 * images: reading them from IDX, CIFAR, NPY and pictures, writing them, preparing them.
 */
package io.github.flows4j.data;
