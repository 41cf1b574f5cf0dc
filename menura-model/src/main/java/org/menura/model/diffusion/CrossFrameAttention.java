package org.menura.model.diffusion;

import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Which rows attend to which where pictures attend to themselves: the frames of a scene, as one sequence, to its first
 * frame (cross-frame attention, arXiv 2303.13439, equation 8). A single picture is a scene of one frame.
 *
 * @param pictures the frames of each scene behind each other
 * @param frames of each scene
 */
record CrossFrameAttention(Grid pictures, int frames) {
    /** Rows that attend, a sequence per scene. */
    Segments queries() {
        return new Grid(pictures.count() / frames, frames * pictures.height(), pictures.width()).segments();
    }

    /** The rows of {@link #first} as a sequence per scene. */
    Segments keys() {
        return new Grid(pictures.count() / frames, pictures.height(), pictures.width()).segments();
    }

    /** Of the rows of all pictures, those of first frames. */
    Tensor first(Backend ops, Tensor rows) {
        if (frames == 1) {
            return rows;
        }
        int area = pictures.area();
        int[] of = new int[rows.dim(0) / frames];
        for (int i = 0; i < of.length; i++) {
            of[i] = i / area * frames * area + i % area;
        }
        return ops.gatherRows(rows, of);
    }
}
