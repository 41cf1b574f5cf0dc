package org.menura.model.diffusion;

import java.util.Arrays;
import org.menura.model.Config;

/**
 * Bounds of what a model may take for data: fixed ones, or those that most of a sample's values keep (dynamic
 * thresholding, arXiv 2205.11487, section 2.3), by which all of them are then divided.
 *
 * @param clip the fixed bound; 0 for none
 * @param share of a sample's values that dynamic bounds must hold; 0 for no such bounds
 * @param most the highest dynamic bound; the lowest is 1
 */
record DataBounds(double clip, double share, double most) {
    /** Reads both kinds; the dynamic ones count if both are asked for. */
    static DataBounds of(Config c) {
        DataBounds dynamic = dynamic(c);
        if (dynamic.share > 0) {
            return dynamic;
        }
        return fixed(c, true);
    }

    /**
     * Reads what methods have that know no dynamic bounds.
     *
     * @param usual whether there are bounds if nothing is said
     */
    static DataBounds fixed(Config c, boolean usual) {
        return new DataBounds(c.flag("clip_sample", usual) ? c.positiveNumber("clip_sample_range", 1) : 0, 0, 0);
    }

    /** Reads what methods have that know no fixed bounds. */
    static DataBounds dynamic(Config c) {
        if (!c.flag("thresholding", false)) {
            return new DataBounds(0, 0, 0);
        }
        double share = c.precise("dynamic_thresholding_ratio", 0.995);
        if (!(share > 0 && share <= 1)) {
            throw c.unsupported("dynamic_thresholding_ratio", "it must be above 0 and at most 1");
        }
        return new DataBounds(0, share, c.positiveNumber("sample_max_value", 1));
    }

    boolean isNone() {
        return clip == 0 && share == 0;
    }

    /**
     * Bounds values in place.
     *
     * @param samples of equal length that lie one behind the other
     */
    void apply(float[] data, int samples) {
        if (clip > 0) {
            bound(data, 0, data.length, (float) clip);
        }
        int length = data.length / samples;
        for (int start = 0; share > 0 && start < data.length; start += length) {
            float bound = Math.min((float) most, Math.max(1, quantile(data, start, start + length)));
            bound(data, start, start + length, bound);
            for (int k = start; k < start + length; k++) {
                data[k] /= bound;
            }
        }
    }

    private static void bound(float[] data, int start, int end, float bound) {
        for (int k = start; k < end; k++) {
            data[k] = Math.clamp(data[k], -bound, bound);
        }
    }

    /** The magnitude that {@link #share} of them keep below, between its neighbours, with the reference's roundings. */
    private float quantile(float[] data, int start, int end) {
        float[] sorted = new float[end - start];
        for (int k = 0; k < sorted.length; k++) {
            sorted[k] = Math.abs(data[start + k]);
        }
        Arrays.sort(sorted);
        float rank = (float) share * (sorted.length - 1);
        int below = (int) rank;
        float low = sorted[below];
        float way = sorted[Math.min(below + 1, sorted.length - 1)] - low;
        float part = rank - below;
        return part < 0.5f ? low + part * way : low + way - way * (1 - part);
    }
}
