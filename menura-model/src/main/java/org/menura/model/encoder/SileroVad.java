package org.menura.model.encoder;

import org.menura.model.Config;
import org.menura.model.VoiceDetector;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;
import org.menura.tensor.Window;

/**
 * Silero VAD for 16 kHz (github.com/snakers4/silero-vad, version 5): magnitudes of a short-time Fourier transform, four
 * convolutions over time, an LSTM cell (S. Hochreiter, J. Schmidhuber 1997), a probability. Each chunk is heard together
 * with the end of the one before.
 */
public final class SileroVad implements VoiceDetector {
    private static final int RATE = 16_000;
    private static final int CHUNK = 512;
    private static final int CONTEXT = 64;
    private static final int MIRRORED = 64; // samples behind the chunk
    private static final int LENGTH = CONTEXT + CHUNK + MIRRORED;
    private static final int FFT = 256;
    private static final int HOP = 128;
    private static final int BINS = FFT / 2 + 1;
    private static final int HIDDEN = 128;
    private static final int KERNEL = 3;
    private static final int[] WIDTHS = {BINS, 128, 64, 64, HIDDEN};
    private static final int[] STRIDES = {1, 2, 2, 1};
    /** Chunks whose convolutions are computed together. */
    private static final int BATCH = 64;

    private final Backend ops;
    private final Tensor basis; // [2 * BINS, 1, FFT]: windowed cosines, then sines
    private final Tensor[] kernels = new Tensor[STRIDES.length]; // [out, in, KERNEL]
    private final Tensor[] biases = new Tensor[STRIDES.length];
    private final Tensor inputGates; // [4 * HIDDEN, HIDDEN]: input, forget, candidate, output
    private final Tensor inputBias;
    private final LstmCell cell;
    private final float[] head;
    private final float headBias;

    private SileroVad(Weights root) {
        ops = root.ops();
        Init init = Init.normal(Weights.DEFAULT_DEVIATION);
        // The publisher's ONNX files have the names of the training code, its safetensors files shorter ones.
        boolean isLong = root.has("model.stft.forward_basis_buffer");
        Weights w = isLong ? root.at("model") : root;
        basis = w.floats(isLong ? "stft.forward_basis_buffer" : "stft_conv.weight", init, 2 * BINS, 1, FFT);
        for (int i = 0; i < STRIDES.length; i++) {
            Weights conv = isLong ? w.at("encoder").at(i).at("reparam_conv") : w.at("conv" + (i + 1));
            kernels[i] = conv.floats("weight", init, WIDTHS[i + 1], WIDTHS[i], KERNEL);
            biases[i] = conv.zeros("bias", WIDTHS[i + 1]);
        }
        Weights lstm = w.at(isLong ? "decoder.rnn" : "lstm_cell");
        inputGates = lstm.matrix("weight_ih", 4 * HIDDEN, HIDDEN);
        inputBias = lstm.zeros("bias_ih", 4 * HIDDEN);
        Tensor stateGates = lstm.matrix("weight_hh", 4 * HIDDEN, HIDDEN);
        cell = new LstmCell(stateGates, lstm.zeros("bias_hh", 4 * HIDDEN));
        Weights last = w.at(isLong ? "decoder.decoder.2" : "final_conv");
        head = last.floats("weight", init, 1, HIDDEN, 1).toFloats();
        headBias = last.zeros("bias", 1).toFloats()[0];
    }

    /** Builds the detector; its sizes are always the same. */
    public static SileroVad build(Config c, Weights w) {
        return new SileroVad(w);
    }

    /** The end of the sound so far, and the cell's output and state. */
    private static final class CellMemory implements Memory {
        private final float[] context = new float[CONTEXT];
        private final float[] output = new float[HIDDEN];
        private final float[] cell = new float[HIDDEN];
    }

    @Override
    public Memory newMemory() {
        return new CellMemory();
    }

    @Override
    public float[] listen(float[] sound, Memory memory) {
        if (!(memory instanceof CellMemory m)) {
            throw new IllegalArgumentException("the memory of another model");
        }
        if (sound.length % CHUNK != 0) {
            throw new IllegalArgumentException("%d samples are no whole chunks of %d".formatted(sound.length, CHUNK));
        }
        float[] out = new float[sound.length / CHUNK];
        for (int from = 0; from < out.length; from += BATCH) {
            int count = Math.min(BATCH, out.length - from);
            try (Backend.Scope _ = ops.scope()) {
                Tensor heard = convolve(stretches(sound, from, count, m.context), count); // [count, HIDDEN]
                float[] probabilities = remember(heard, m);
                System.arraycopy(probabilities, 0, out, from, count);
            }
        }
        return out;
    }

    /** Chunks with what comes before them and the mirror of their end: [count · LENGTH, 1]. */
    private static Tensor stretches(float[] sound, int from, int count, float[] context) {
        float[] x = new float[count * LENGTH];
        for (int i = 0; i < count; i++) {
            int at = i * LENGTH;
            int start = (from + i) * CHUNK;
            System.arraycopy(context, 0, x, at, CONTEXT);
            System.arraycopy(sound, start, x, at + CONTEXT, CHUNK);
            int last = at + CONTEXT + CHUNK - 1;
            for (int k = 1; k <= MIRRORED; k++) {
                x[last + k] = x[last - k];
            }
            System.arraycopy(sound, start + CHUNK - CONTEXT, context, 0, CONTEXT);
        }
        return Tensor.of(x, x.length, 1);
    }

    private Tensor convolve(Tensor x, int count) {
        Grid grid = Grid.line(count, LENGTH);
        Window frames = Window.line(FFT, HOP, 0, 1);
        Tensor waves = ops.conv(x, basis, null, grid, frames, 1); // [count · 4, 2 · BINS]
        grid = frames.out(grid);
        Tensor y = magnitudes(waves); // [count · 4, BINS]
        for (int i = 0; i < kernels.length; i++) {
            Window window = Window.line(KERNEL, STRIDES[i], 1, 1);
            y = ops.activate(Activation.RELU, ops.conv(y, kernels[i], biases[i], grid, window, 1));
            grid = window.out(grid);
        }
        return y;
    }

    /** No gradient passes here: the waves below are given, not learned. */
    private static Tensor magnitudes(Tensor waves) {
        float[] in = waves.toFloats();
        int rows = waves.dim(0);
        float[] out = new float[rows * BINS];
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < BINS; k++) {
                float re = in[r * 2 * BINS + k];
                float im = in[r * 2 * BINS + BINS + k];
                out[r * BINS + k] = (float) Math.sqrt(re * re + im * im);
            }
        }
        return Tensor.of(out, rows, BINS);
    }

    /** Goes through the chunks in order: [count, HIDDEN] → a probability each. */
    private float[] remember(Tensor heard, CellMemory m) {
        int count = heard.dim(0);
        float[] inputs = ops.linear(heard, inputGates, inputBias).toFloats(); // [count, 4 · HIDDEN]
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            cell.step(inputs, i * 4 * HIDDEN, m.output, m.cell);
            out[i] = probability(m.output);
        }
        return out;
    }

    private float probability(float[] output) {
        double sum = headBias;
        for (int j = 0; j < HIDDEN; j++) {
            sum += Math.max(0, output[j]) * head[j];
        }
        return (float) (1 / (1 + Math.exp(-sum)));
    }

    @Override
    public int rate() {
        return RATE;
    }

    @Override
    public int chunk() {
        return CHUNK;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
