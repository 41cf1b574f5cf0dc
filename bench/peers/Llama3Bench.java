package com.llama4j;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * Times llama3.java, beside whose single file this one is compiled, as llama-bench times llama.cpp, and prints tokens per
 * second as JSON: {@code Llama3Bench MODEL.gguf PROMPT GENERATED}. The model is put together from its parts, since
 * llama3.java's own way in takes no vocabulary but Llama 3's.
 */
public final class Llama3Bench {
    private static final int BATCH = 16; // llama3.java's own default

    private Llama3Bench() {}

    public static void main(String[] args) throws Exception {
        int prompt = Integer.parseInt(args[1]);
        int generated = Integer.parseInt(args[2]);
        Llama model = load(Path.of(args[0]), Math.max(prompt, generated));
        int[] ids = new Random(1)
                .ints(Math.max(prompt, generated), 0, model.configuration().vocabularySize)
                .toArray();
        generate(model, ids, generated);
        read(model, ids, prompt);
        double pp = read(model, ids, prompt);
        double tg = generate(model, ids, generated);
        System.out.printf("{\"pp%d\": [%s], \"tg%d\": [%s]}%n", prompt, pp, generated, tg);
    }

    private static Llama load(Path file, int context) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            GGUF gguf = GGUF.loadModel(channel, file.toString());
            Map<String, Object> m = gguf.getMetadata();
            Llama.Configuration config = new Llama.Configuration(
                            (int) m.get("llama.embedding_length"),
                            (int) m.get("llama.feed_forward_length"),
                            (int) m.get("llama.block_count"),
                            (int) m.get("llama.attention.head_count"),
                            (int) m.get("llama.attention.head_count_kv"),
                            ((String[]) m.get("tokenizer.ggml.tokens")).length,
                            (int) m.get("llama.context_length"),
                            (float) m.get("llama.attention.layer_norm_rms_epsilon"),
                            (float) m.get("llama.rope.freq_base"))
                    .withContextLength(context);
            Map<String, GGMLTensorEntry> tensors =
                    GGUF.loadTensors(channel, gguf.getTensorDataOffset(), gguf.getTensorInfos());
            return new Llama(config, null, ModelLoader.loadWeights(tensors, config));
        }
    }

    private static double read(Llama model, int[] ids, int count) {
        Llama.State state = state(model);
        long start = System.nanoTime();
        for (int at = 0; at < count; at += BATCH) {
            int end = Math.min(count, at + BATCH);
            Llama.forward(model, state, Arrays.copyOfRange(ids, at, end), at, end == count);
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private static double generate(Llama model, int[] ids, int count) {
        Llama.State state = state(model);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Llama.forward(model, state, new int[] {ids[i]}, i, true);
            Sampler.ARGMAX.sampleToken(state.logits);
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private static Llama.State state(Llama model) {
        return new Llama.State(model.configuration(), BATCH);
    }
}
