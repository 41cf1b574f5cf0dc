package org.menura.model.encoder.imagebind;

import org.jspecify.annotations.Nullable;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Takes a modality's vectors into the common space: a norm, a projection, a length of 1 and the modality's scale. */
final class ModalityHead {
    private static final float MOST = 100;
    private static final float LENGTH_EPS = 1e-12f;

    private final Backend ops;
    private final LayerNorm norm;
    private final Linear projection;
    private final @Nullable Tensor logScale; // []

    ModalityHead(Weights root, ImageBindModality modality, int width, int out) {
        ops = root.ops();
        Weights w = root.at("modality_heads").at(modality.key());
        Weights own = modality == ImageBindModality.TEXT ? w.at("proj") : w;
        norm = new LayerNorm(own.at(0), width, Trunk.NORM_EPS);
        // Between norm and projection the authors' modules choose a row, and drop out.
        int place = switch (modality) {
            case TEXT -> 1;
            case IMU -> 3;
            default -> 2;
        };
        projection = new Linear(own.at(place), width, out, false);
        Weights scale = root.at("modality_postprocessors").at(modality.key()).at(1);
        logScale = modality == ImageBindModality.VISION
                ? null
                : scale.floats("log_logit_scale", Init.constant((float) Math.log(start(modality))));
    }

    private static double start(ImageBindModality modality) {
        return switch (modality) {
            case AUDIO -> 20;
            case THERMAL -> 10;
            case DEPTH, IMU -> 5;
            default -> 1 / 0.07;
        };
    }

    /** [items, width] → [items, out]. */
    Tensor apply(Tensor x) {
        Tensor y = ops.l2Normalize(projection.apply(norm.apply(x)), LENGTH_EPS);
        return logScale == null ? y : ops.mul(y, ops.clamp(ops.activate(Activation.EXP, logScale), 0, MOST));
    }
}
