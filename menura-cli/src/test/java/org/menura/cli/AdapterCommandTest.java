package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Tensor;

@Tag("slow")
class AdapterCommandTest {
    @TempDir
    private Path folder;

    private Path one;
    private Path two;

    /** Two adapters of the same model. */
    @BeforeEach
    void adapters() throws IOException {
        one = adapter("one", 1);
        two = adapter("two", 2);
    }

    private Path adapter(String name, long seed) throws IOException {
        Path out = Files.createDirectory(folder.resolve(name));
        Map<String, TensorEntry> tensors = new TreeMap<>();
        Random random = new Random(seed);
        for (int layer = 0; layer < 5; layer++) {
            String path = "base_model.model.model.layers." + layer + ".self_attn.q_proj";
            tensors.put(path + ".lora_A.weight", random(random, 4, 64));
            tensors.put(path + ".lora_B.weight", random(random, 64, 4));
        }
        SafetensorsWriter.write(out.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        Files.writeString(
                out.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":8,\"base_model_name_or_path\":\"stories260K\"}");
        return out;
    }

    private static TensorEntry random(Random random, int rows, int cols) {
        Tensor t = Tensor.zeros(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            t.floats()[i] = (float) (0.5 * random.nextGaussian());
        }
        return TensorEntry.of(t);
    }

    private static String story(Object... more) {
        return story(Cli.stories(), more);
    }

    private static String story(Path model, Object... more) {
        Object[] start = {"run", "-m", model, "-p", "Once upon a time", "--greedy", "-n", 16};
        Object[] args = new Object[start.length + more.length];
        System.arraycopy(start, 0, args, 0, start.length);
        System.arraycopy(more, 0, args, start.length, more.length);
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
        return result.out();
    }

    @Test
    void severalAdaptersOfWhichOneIsUsed() {
        String plain = story();
        String first = story("--adapter", one);
        String second = story("--adapter", two);
        assertNotEquals(plain, first);
        assertNotEquals(first, second);

        Object[] both = {"--adapter", "a=" + one, "--adapter", "b=" + two, "--use", "a"};
        assertEquals(first, story(both));
        both[5] = "b";
        assertEquals(second, story(both));
        both[5] = "b=0";
        assertEquals(plain, story(both));
        assertEquals(first, story("--adapter", one, "--adapter", two, "--use", "one"));
    }

    @Test
    void promptsChooseForThemselves() throws IOException {
        Path file = Files.writeString(folder.resolve("prompts.jsonl"), """
                {"prompt": "Once upon a time", "adapter": "a"}
                {"prompt": "Once upon a time", "adapter": {"b": 1.0}}
                {"prompt": "Once upon a time", "adapter": null}
                {"prompt": "Once upon a time"}
                {"prompt": "Once upon a time", "adapter": "c"}
                """);
        Cli.Result result = Cli.run(
                "run",
                Cli.stories(),
                "--prompts",
                file,
                "--adapter",
                "a=" + one,
                "--adapter",
                "b=" + two,
                "--use",
                "b",
                "--greedy",
                "-n",
                16);
        List<JsonNode> lines =
                result.out().lines().map(l -> Json.parse(l, "line")).toList();
        assertEquals(5, lines.size(), result.err());
        List<String> expected =
                List.of(story("--adapter", one), story("--adapter", two), story(), story("--adapter", two));
        for (int i = 0; i < 4; i++) {
            assertEquals(
                    expected.get(i).stripTrailing(),
                    lines.get(i).get("text").asText().stripTrailing());
        }
        assertTrue(lines.get(4).get("error").asText().contains("no adapter c; loaded: a, b"), result.out());
        assertEquals(1, result.code());
    }

    @Test
    void wrongUse() {
        assertWrong("choose with --use", "--adapter", one, "--adapter", two);
        assertWrong("there is no --adapter c=DIR", "--adapter", one, "--use", "c");
        assertWrong("must be a number", "--adapter", one, "--use", "one=half");
        assertWrong("two adapters are called one", "--adapter", one, "--adapter", one);
        assertWrong("there is no --adapter a=DIR", "--use", "a");
        Cli.Result missing = Cli.run("run", "-p", "a", "--adapter", "a=" + folder.resolve("nowhere"));
        assertEquals(1, missing.code());
        assertTrue(missing.err().contains("is no adapter"), missing.err());
        assertEquals(2, Cli.run("adapter").code());
    }

    private static void assertWrong(String message, Object... args) {
        Object[] all = new Object[args.length + 3];
        System.arraycopy(new Object[] {"run", "-p", "a"}, 0, all, 0, 3);
        System.arraycopy(args, 0, all, 3, args.length);
        Cli.Result result = Cli.run(all);
        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(message), result.err());
    }

    @Test
    void infoSaysWhatItIs() {
        Cli.Result result = Cli.run("adapter", "info", Cli.data("golden/lora-all-linear/adapter"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("rsLoRA"), result.out());
        assertTrue(result.out().contains("2 (2), 3 (12)"), result.out());
        assertTrue(result.out().contains("q_proj (2)"), result.out());
        assertTrue(Cli.run("adapter", "info", one).out().contains("stories260K"));
    }

    @Test
    void aMergedFolderNeedsNoAdapter() throws IOException {
        Path merged = folder.resolve("merged");
        Cli.Result result = Cli.run("adapter", "merge", Cli.stories(), one, "-o", merged);
        assertEquals(0, result.code(), result.err());
        assertEquals(story("--adapter", one), story(merged));
        assertTrue(Files.exists(merged.resolve("tokenizer.json")));
        assertEquals(
                "float32",
                Json.parse(merged.resolve("config.json")).get("torch_dtype").asText());

        Cli.Result again = Cli.run("adapter", "merge", Cli.stories(), one, "-o", merged);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("merged"), again.err());
        Cli.Result foreign = Cli.run("adapter", "merge", Cli.data("golden/lora/base"), one, "-o", folder.resolve("x"));
        assertEquals(1, foreign.code());
        assertTrue(Files.notExists(folder.resolve("x")) && Files.notExists(folder.resolve("x.part")));
    }

    @Test
    void overAQuantisedFile() {
        Path gguf = folder.resolve("stories.gguf");
        assertEquals(
                0, Cli.run("convert", Cli.stories(), gguf, "--type", "Q8_0").code());
        Path merged = folder.resolve("merged");
        Cli.Result result = Cli.run("adapter", "merge", gguf, one, "-o", merged, "--type", "F32");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("Q8_0 weights were decoded, and are F32 now"), result.err());
        assertEquals(story(gguf, "--adapter", one, "--exact"), story(merged, "--exact"));
    }
}
