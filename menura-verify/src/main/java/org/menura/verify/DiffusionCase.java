package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Grid;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Recorded outputs of the parts of generators: {@code kind: unet}, {@code vae} and {@code vocoder}. */
final class DiffusionCase {
    private DiffusionCase() {}

    static List<Check> unet(Denoiser model, CaseSettings settings, Checkpoint golden) {
        Map<String, FeatureMap> seen = new HashMap<>();
        long[] timesteps = golden.tensor("timestep").toLongs();
        float[] floats = new float[timesteps.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = timesteps[i];
        }
        Denoiser.Condition condition = new Denoiser.Condition(
                golden.has("encoder_hidden_states") ? text(golden.tensor("encoder_hidden_states")) : null,
                optional(golden, "class_labels"),
                optional(golden, "added.text_embeds"),
                optional(golden, "added.time_ids"));
        FeatureMap output = model.forward(pictures(golden.tensor("sample")), floats, condition, seen::put);
        List<Check> checks = new ArrayList<>();
        checks.add(check("output", output, golden));
        for (String tap : settings.texts("taps")) {
            FeatureMap result = seen.get(tap);
            String name = "tap." + tap;
            checks.add(result == null ? Check.failed(name, "the model shows no " + tap) : check(name, result, golden));
        }
        return checks;
    }

    private static @Nullable Tensor optional(Checkpoint golden, String name) {
        if (!golden.has(name)) {
            return null;
        }
        Tensor t = golden.tensor(name);
        if (t.dtype().isFloat()) {
            return t.toHeap();
        }
        long[] ids = t.toLongs();
        float[] values = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = ids[i];
        }
        return Tensor.of(values, ids.length, 1);
    }

    static List<Check> autoencoder(Autoencoder model, Checkpoint golden) {
        Autoencoder.Latent latent = model.encode(pictures(golden.tensor("image")));
        return List.of(
                check("latent_mean", latent.mean(), golden),
                check("latent_logvar", latent.logVariance(), golden),
                check("decoded", model.decode(pictures(golden.tensor("latent"))), golden));
    }

    static List<Check> vocoder(HifiGan model, Checkpoint golden) {
        Tensor spectrogram = golden.tensor("spectrogram"); // [signals, frames, mels]
        FeatureMap all = model.apply(signals(spectrogram));
        FeatureMap single = model.apply(signals(spectrogram.rows(0, 1)));
        return List.of(check("waveform", all, golden), check("waveform.single", single, golden));
    }

    private static Check check(String name, FeatureMap actual, Checkpoint golden) {
        return Check.values(name, actual.channelsFirst(), golden.tensor(name).toFloats(), Check.LOGITS, 1);
    }

    /** [pictures, channels, height, width]. */
    static FeatureMap pictures(Tensor t) {
        return FeatureMap.ofChannelsFirst(t.toFloats(), new Grid(t.dim(0), t.dim(2), t.dim(3)));
    }

    /** [signals, length, channels]. */
    static FeatureMap signals(Tensor t) {
        Tensor rows = t.toHeap();
        return new FeatureMap(rows.reshape((long) t.dim(0) * t.dim(1), t.dim(2)), Grid.line(t.dim(0), t.dim(1)));
    }

    /** [texts, length, width]. */
    static Denoiser.Text text(Tensor t) {
        int[] lengths = new int[t.dim(0)];
        Arrays.fill(lengths, t.dim(1));
        return new Denoiser.Text(t.toHeap().reshape((long) t.dim(0) * t.dim(1), t.dim(2)), Segments.ofLengths(lengths));
    }
}
