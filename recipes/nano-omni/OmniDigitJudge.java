package org.menura.recipes.omni;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads handwritten digits by those of another collection, by other writers: after all are set upright, cut out and brought to
 * one size, the five nearest vote.
 */
final class OmniDigitJudge {
    private static final int SIDE = OmniPictures.SIDE;
    private static final int SMALL = 10;
    private static final int VOTES = 5;

    /** Where ink is less than this share of the darkest, it is none. */
    private static final float FAINT = 0.4f;

    /** A one is not made as wide as other digits. */
    private static final double NARROW = 0.45;

    private final List<float[]> known = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    /** Learns from a table of 8 × 8 pixels from 0 to 16 and the digit that they show. */
    OmniDigitJudge(Path csv) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(csv))))) {
            for (String line : in.lines().skip(1).toList()) {
                int[] cells = Arrays.stream(line.split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                float[] ink = new float[SIDE * SIDE];
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        ink[y * SIDE + x] = enlarged(cells, (x - 5.5) * 8 / 21 - 0.5, (y - 5.5) * 8 / 21 - 0.5);
                    }
                }
                known.add(normal(ink));
                labels.add(cells[64]);
            }
        }
    }

    private static float enlarged(int[] cells, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            int u = left + (i & 1);
            int v = top + (i >> 1);
            if (u >= 0 && v >= 0 && u < 8 && v < 8) {
                sum += (1 - Math.abs(x - u)) * (1 - Math.abs(y - v)) * cells[v * 8 + u];
            }
        }
        return (float) (sum / 16);
    }

    /** Which digit a picture shows: dark on light. */
    int label(int[] rgb) {
        float[] ink = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            ink[i] = 1 - ((rgb[i] >> 16 & 0xff) + (rgb[i] >> 8 & 0xff) + (rgb[i] & 0xff)) / 765f;
        }
        float[] asked = normal(ink);
        double[] nearest = new double[VOTES];
        int[] votes = new int[VOTES];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int i = 0; i < known.size(); i++) {
            double d = distance(known.get(i), asked);
            int label = labels.get(i);
            for (int j = 0; j < VOTES && d < Double.POSITIVE_INFINITY; j++) {
                if (d < nearest[j]) {
                    double farther = nearest[j];
                    int other = votes[j];
                    nearest[j] = d;
                    votes[j] = label;
                    d = farther;
                    label = other;
                }
            }
        }
        double[] sums = new double[10];
        for (int j = 0; j < VOTES; j++) {
            sums[votes[j]] += 1 / (1e-6 + nearest[j]);
        }
        int best = 0;
        for (int c = 1; c < 10; c++) {
            best = sums[c] > sums[best] ? c : best;
        }
        return best;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    /** [SMALL · SMALL], of length 1. */
    private static float[] normal(float[] ink) {
        double[] m = moments(ink);
        double shear = Math.clamp(m[3] / (m[4] + 1e-6), -1, 1);
        double left = SIDE;
        double right = 0;
        double top = SIDE;
        double bottom = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                if (ink[y * SIDE + x] > FAINT * m[5]) {
                    double upright = x - shear * (y - m[2]);
                    left = Math.min(left, upright);
                    right = Math.max(right, upright);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        double height = bottom - top + 1;
        double width = Math.max(right - left + 1, NARROW * height);
        double centre = (left + right) / 2;
        float[] small = new float[SMALL * SMALL];
        double squares = 0;
        for (int i = 0; i < small.length; i++) {
            for (int part = 0; part < 16; part++) {
                double u = (i % SMALL + (part % 4 + 0.5) / 4) / SMALL - 0.5;
                double v = (i / SMALL + (part / 4 + 0.5) / 4) / SMALL;
                double y = top - 0.5 + v * height;
                small[i] += at(ink, centre + u * width + shear * (y - m[2]), y) / 16;
            }
            squares += small[i] * small[i];
        }
        for (int i = 0; i < small.length; i++) {
            small[i] /= (float) Math.sqrt(squares + 1e-9);
        }
        return small;
    }

    /** Sum of ink, its centre, how x goes with y, how far y varies, and the darkest. */
    private static double[] moments(float[] ink) {
        double[] m = new double[6];
        for (int i = 0; i < ink.length; i++) {
            m[0] += ink[i];
            m[1] += ink[i] * (i % SIDE);
            m[2] += ink[i] * (i / SIDE);
            m[5] = Math.max(m[5], ink[i]);
        }
        m[1] /= m[0] + 1e-9;
        m[2] /= m[0] + 1e-9;
        for (int i = 0; i < ink.length; i++) {
            double dy = i / SIDE - m[2];
            m[3] += ink[i] * (i % SIDE - m[1]) * dy;
            m[4] += ink[i] * dy * dy;
        }
        return m;
    }

    private static float at(float[] ink, double x, double y) {
        int u = (int) Math.round(x);
        int v = (int) Math.round(y);
        return u < 0 || v < 0 || u >= SIDE || v >= SIDE ? 0 : ink[v * SIDE + u];
    }
}
