package org.menura.recipes.omni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A judge of drawings who never saw what the model learned to draw from: a linear classifier of what {@link #describe} makes of a
 * picture.
 */
final class OmniJudge {
    /** A picture and which class it is. */
    record Example(int[] rgb, int label) {}

    private static final int SIDE = OmniPictures.SIDE;
    private static final int CELLS = 4;
    private static final int TURNS = 8;
    private static final int EPOCHS = 60;

    private final int classes;
    private final float[] mean;
    private final float[] deviation;
    private final float[][] weights; // [classes, features + 1]

    /** Learns from examples and from moved, turned, mirrored and resized copies of them. */
    OmniJudge(List<Example> examples, int classes, int copies, long seed) {
        this.classes = classes;
        Random random = new Random(seed);
        List<float[]> features = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Example e : examples) {
            for (int i = 0; i < copies; i++) {
                features.add(describe(i == 0 ? e.rgb() : moved(e.rgb(), random)));
                labels.add(e.label());
            }
        }
        int width = features.getFirst().length;
        mean = new float[width];
        deviation = new float[width];
        for (float[] f : features) {
            for (int i = 0; i < width; i++) {
                mean[i] += f[i] / features.size();
            }
        }
        for (float[] f : features) {
            for (int i = 0; i < width; i++) {
                deviation[i] += (f[i] - mean[i]) * (f[i] - mean[i]) / features.size();
            }
        }
        for (int i = 0; i < width; i++) {
            deviation[i] = (float) Math.sqrt(deviation[i]) + 0.05f;
        }
        features.forEach(this::normalise);
        weights = new float[classes][width + 1];
        learn(features, labels, random);
    }

    private void normalise(float[] f) {
        for (int i = 0; i < f.length; i++) {
            f[i] = (f[i] - mean[i]) / deviation[i];
        }
    }

    /** Softmax regression by steps of falling size, its weights held small. */
    private void learn(List<float[]> features, List<Integer> labels, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            order.add(i);
        }
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            float rate = 0.003f * (1 - (float) epoch / EPOCHS);
            for (int at : order) {
                float[] f = features.get(at);
                float[] p = probabilities(f);
                p[labels.get(at)] -= 1;
                for (int c = 0; c < classes; c++) {
                    float[] w = weights[c];
                    for (int i = 0; i < f.length; i++) {
                        w[i] -= rate * (p[c] * f[i] + 1e-3f * w[i]);
                    }
                    w[f.length] -= rate * p[c];
                }
            }
        }
    }

    private float[] probabilities(float[] f) {
        float[] p = new float[classes];
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            p[c] = weights[c][f.length];
            for (int i = 0; i < f.length; i++) {
                p[c] += weights[c][i] * f[i];
            }
            most = Math.max(most, p[c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = (float) StrictMath.exp(p[c] - most);
            sum += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= sum;
        }
        return p;
    }

    /** Which class a picture is of. */
    int label(int[] rgb) {
        float[] f = describe(rgb);
        normalise(f);
        float[] p = probabilities(f);
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }

    /** Share of examples whose class it tells. */
    double accuracy(List<Example> examples) {
        return examples.stream().filter(e -> label(e.rgb()) == e.label()).count() / (double) examples.size();
    }

    /** Colours of 8 × 8 places, how much of each colour there is, and which way edges run in 4 × 4 places. */
    static float[] describe(int[] rgb) {
        int places = SIDE / CELLS;
        float[] colours = new float[places * places * 3];
        float[] shares = new float[64];
        float[] edges = new float[16 * TURNS];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int pixel = rgb[y * SIDE + x];
                int place = y / CELLS * places + x / CELLS;
                for (int c = 0; c < 3; c++) {
                    colours[3 * place + c] += (pixel >> 16 - 8 * c & 0xff) / (255f * CELLS * CELLS);
                }
                shares[(pixel >> 22 & 3) * 16 + (pixel >> 14 & 3) * 4 + (pixel >> 6 & 3)] += 1;
                if (x > 0 && y > 0 && x < SIDE - 1 && y < SIDE - 1) {
                    float dx = grey(rgb, x + 1, y) - grey(rgb, x - 1, y);
                    float dy = grey(rgb, x, y + 1) - grey(rgb, x, y - 1);
                    double turn = StrictMath.atan2(dy, dx) / (2 * Math.PI) + 1;
                    int bin = (int) (turn * TURNS + 0.5) % TURNS;
                    edges[(y / 8 * 4 + x / 8) * TURNS + bin] += (float) StrictMath.sqrt(dx * dx + dy * dy);
                }
            }
        }
        for (int i = 0; i < edges.length; i++) {
            edges[i] = (float) StrictMath.sqrt(edges[i]);
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) StrictMath.sqrt(shares[i] / (SIDE * SIDE));
        }
        float[] all = Arrays.copyOf(colours, colours.length + shares.length + edges.length);
        System.arraycopy(shares, 0, all, colours.length, shares.length);
        System.arraycopy(edges, 0, all, colours.length + shares.length, edges.length);
        return all;
    }

    private static float grey(int[] rgb, int x, int y) {
        int p = rgb[y * SIDE + x];
        return ((p >> 16 & 0xff) + (p >> 8 & 0xff) + (p & 0xff)) / 765f;
    }

    private static int[] moved(int[] rgb, Random random) {
        double turn = Math.toRadians(random.nextDouble(-10, 10));
        double size = random.nextDouble(0.85, 1.15);
        double right = random.nextDouble(-2, 2);
        double down = random.nextDouble(-2, 2);
        int mirror = random.nextBoolean() ? -1 : 1;
        int[] out = new int[rgb.length];
        double centre = (SIDE - 1) / 2.0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double u = (x - centre) * mirror / size;
                double v = (y - centre) / size;
                double fromX = StrictMath.cos(turn) * u - StrictMath.sin(turn) * v + centre + right;
                double fromY = StrictMath.sin(turn) * u + StrictMath.cos(turn) * v + centre + down;
                out[y * SIDE + x] = between(rgb, fromX, fromY);
            }
        }
        return out;
    }

    /** The colour at a place between four pixels; white outside. */
    private static int between(int[] rgb, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        int out = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                int u = left + (i & 1);
                int v = top + (i >> 1);
                double weight = (1 - Math.abs(x - u)) * (1 - Math.abs(y - v));
                boolean outside = u < 0 || v < 0 || u >= SIDE || v >= SIDE;
                sum += weight * (outside ? 255 : rgb[v * SIDE + u] >> shift & 0xff);
            }
            out = out << 8 | (int) Math.round(sum);
        }
        return out;
    }
}
