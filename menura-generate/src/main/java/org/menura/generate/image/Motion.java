package org.menura.generate.image;

import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Grid;

/**
 * The frames and the motion of a video (arXiv 2303.13439, equation 6).
 *
 * @param frames number of frames
 * @param x pixels from frame to frame, to the right
 * @param y pixels from frame to frame, downwards
 */
public record Motion(int frames, double x, double y) {
    /** The most frames of a video. */
    public static final int MOST_FRAMES = 256;

    private static final double FASTEST = 1000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one makes no sense
     */
    public Motion {
        if (frames < 1 || frames > MOST_FRAMES) {
            throw new IllegalArgumentException("a video has 1 to %d frames, not %d".formatted(MOST_FRAMES, frames));
        }
        if (!(Math.abs(x) <= FASTEST && Math.abs(y) <= FASTEST)) {
            throw new IllegalArgumentException(
                    "a video moves by at most %.0f pixels from frame to frame, not by %s, %s".formatted(FASTEST, x, y));
        }
    }

    /**
     * Returns a latent moved as far as a frame's, by whole rows, as mixed ones would have less noise; what comes in at
     * the edges is mirrored there.
     *
     * @param frame its number, from 0
     * @param factor pixels in a row's width and height
     */
    float[] moved(FeatureMap latent, int frame, int factor) {
        Grid grid = latent.grid();
        int channels = latent.channels();
        int right = (int) Math.round(frame * x / factor);
        int below = (int) Math.round(frame * y / factor);
        float[] from = latent.rows().toFloats();
        float[] out = new float[from.length];
        for (int row = 0; row < grid.area(); row++) {
            int line = mirrored(row / grid.width() - below, grid.height());
            int column = mirrored(row % grid.width() - right, grid.width());
            System.arraycopy(from, (line * grid.width() + column) * channels, out, row * channels, channels);
        }
        return out;
    }

    /** A place from 0 to {@code size - 1}, of one beyond the edges that which lies as far inside. */
    private static int mirrored(int at, int size) {
        if (size == 1) {
            return 0;
        }
        int back = Math.floorMod(at, 2 * size - 2);
        return back < size ? back : 2 * size - 2 - back;
    }
}
