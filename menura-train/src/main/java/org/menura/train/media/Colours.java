package org.menura.train.media;

/** Varies the colours of a picture, with the weights of red, green and blue in grey that ITU-R BT.601 gives. */
final class Colours {
    private Colours() {}

    /**
     * Changes samples in place.
     *
     * @param rgb [pixels, 3], 0 to 255
     * @param brightness factor of all samples
     * @param contrast factor of their distance from the picture's mean grey
     * @param saturation factor of their distance from their own pixel's grey
     */
    static void vary(float[] rgb, float brightness, float contrast, float saturation) {
        double sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            for (int c = 0; c < 3; c++) {
                rgb[i + c] = Math.clamp(rgb[i + c] * brightness, 0f, 255f);
            }
            sum += grey(rgb, i);
        }
        float mean = (float) (sum / (rgb.length / 3));
        for (int i = 0; i < rgb.length; i += 3) {
            for (int c = 0; c < 3; c++) {
                rgb[i + c] = Math.clamp(mean + (rgb[i + c] - mean) * contrast, 0f, 255f);
            }
            float grey = grey(rgb, i);
            for (int c = 0; c < 3; c++) {
                rgb[i + c] = Math.clamp(grey + (rgb[i + c] - grey) * saturation, 0f, 255f);
            }
        }
    }

    private static float grey(float[] rgb, int at) {
        return 0.299f * rgb[at] + 0.587f * rgb[at + 1] + 0.114f * rgb[at + 2];
    }
}
