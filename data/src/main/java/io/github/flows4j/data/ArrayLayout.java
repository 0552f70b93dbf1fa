package io.github.flows4j.data;

/** How an image's pixels lie in a file's array: channel-major, or with the channels last. */
record ArrayLayout(int channels, int height, int width, boolean channelsLast) {
  int pixels() {
    return channels * height * width;
  }

  /**
   * The channel-major number of the pixel at that place of the file's array, rows before columns.
   */
  int target(int place) {
    if (!channelsLast || channels == 1) return place;
    return place % channels * (height * width) + place / channels;
  }

  /** As {@link #target} where the array's first index runs fastest (Fortran's order). */
  int fortranTarget(int place) {
    int fastest = channelsLast ? height : channels;
    int middle = channelsLast ? width : height;
    int i = place % fastest;
    int j = place / fastest % middle;
    int k = place / fastest / middle;
    return channelsLast ? (k * height + i) * width + j : (i * height + j) * width + k;
  }

  byte[] channelMajor(byte[] stored) {
    if (!channelsLast || channels == 1) return stored;
    byte[] image = new byte[stored.length];
    for (int i = 0; i < stored.length; i++) image[target(i)] = stored[i];
    return image;
  }

  /** Where a channel-major pixel is, in words. */
  String describe(int pixel) {
    return "channel "
        + pixel / (height * width)
        + ", row "
        + pixel / width % height
        + ", column "
        + pixel % width;
  }

  @Override
  public String toString() {
    return channels + " x " + height + " x " + width;
  }
}
