import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorSupport;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Times Jlama as llama-bench times llama.cpp and prints tokens per second as JSON: {@code JlamaBench bench FOLDER THREADS
 * PROMPT GENERATED}. {@code JlamaBench quantize FOLDER OUT} writes a folder in Jlama's 4-bit type.
 */
public final class JlamaBench {
    private JlamaBench() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "quantize" -> quantize(Path.of(args[1]), Path.of(args[2]));
            case "bench" ->
                bench(
                        Path.of(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void quantize(Path folder, Path out) throws IOException {
        Path readme = folder.resolve("README.md"); // Jlama copies it without looking whether it is there
        if (Files.notExists(readme)) {
            Files.writeString(readme, "");
        }
        SafeTensorSupport.quantizeModel(folder, DType.Q4, new String[0], new String[0], Optional.of(out));
    }

    private static void bench(Path folder, int threads, int prompt, int generated) {
        PhysicalCoreExecutor.overrideThreadCount(threads);
        AbstractModel model = ModelSupport.loadModel(folder.toFile(), DType.F32, DType.I8);
        int[] ids = new Random(1)
                .ints(Math.max(prompt, generated), 0, model.getConfig().vocabularySize)
                .toArray();
        KvBufferCache cache = new KvBufferCache(model);
        generate(model, cache, ids, generated);
        read(model, cache, ids, prompt);
        double pp = read(model, cache, ids, prompt);
        double tg = generate(model, cache, ids, generated);
        System.out.printf("{\"pp%d\": [%s], \"tg%d\": [%s]}%n", prompt, pp, generated, tg);
        System.exit(0);
    }

    private static double read(AbstractModel model, KvBufferCache cache, int[] ids, int count) {
        try (KvBufferCache.KvBuffer kv = cache.getEphemeralKvBuffer()) {
            int[] tokens = Arrays.copyOf(ids, count);
            long start = System.nanoTime();
            model.batchForward(tokens, 0, kv).close();
            return count / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static double generate(AbstractModel model, KvBufferCache cache, int[] ids, int count) {
        try (KvBufferCache.KvBuffer kv = cache.getEphemeralKvBuffer();
                AbstractTensor logits = model.makeDenseTensor(model.getConfig().vocabularySize)) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                try (AbstractTensor out = model.forward(ids[i], i, kv, Optional.empty())) {
                    model.sample(out, 0, 0, logits);
                }
            }
            return count / ((System.nanoTime() - start) / 1e9);
        }
    }
}
