package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class VerifyCommandTest {
    @TempDir
    private Path folder;

    private static String agrees(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.out() + result.err());
        assertTrue(result.out().strip().lines().toList().getLast().startsWith("ok: all"), result.out());
        return result.out();
    }

    @Test
    void checkpointsAgree() {
        agrees("verify", Cli.data("golden/llama-gqa"), Cli.data("golden/bert-qa"), Cli.data("golden/lora-all-linear"));
    }

    @Test
    void publishedCheckpointsAgree() {
        agrees("verify", Cli.stories(), Cli.data("models/rwkv-tiny-7v0-834K"), Cli.data("models/mnist-onnx"));
    }

    @Test
    void modelsOfSoundAgree() {
        agrees(
                "verify",
                Cli.data("golden/whisper"),
                Cli.data("golden/whisper-features"),
                Cli.data("models/silero-vad"));
    }

    @Test
    void aTokenizerAgrees() {
        agrees("verify", "--tokenizer", Cli.data("tokenizers/sentencepiece-bpe-small.model"));
    }

    @Test
    void aTemplateAgrees() {
        agrees("verify", "--template", Cli.data("templates/Qwen3-Coder"));
    }

    @Test
    void ggufFilesAgree() {
        agrees("verify", "--gguf", Cli.data("gguf/Q4_K.gguf"), Cli.data("gguf/Q8_0.gguf"));
    }

    @Test
    void filesAreKnownByTheRecordsBesideThem() {
        String printed = agrees("verify", Cli.data("gguf"), Cli.data("tokenizers/sentencepiece-bpe-small.model"));
        assertTrue(printed.contains("Q4_K.gguf") && printed.contains("MXFP4_MOE.gguf"), printed);
        assertTrue(printed.contains("text 0"), printed);
    }

    @Test
    void aDifferenceFails() throws IOException {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(Cli.stories().resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("expected.json"), "{\"prompt_ids\": [1], \"greedy_ids\": [403, 5]}");
        Cli.Result result = Cli.run("verify", folder);
        assertEquals(1, result.code());
        assertTrue(result.out().contains("FAIL greedy_ids"), result.out());
        assertTrue(result.out().contains("FAIL: 1 of 1 differ"), result.out());
    }

    @Test
    void aTemplateThatRendersSomethingElseFails() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ x }}");
        Files.writeString(
                folder.resolve("cases.jsonl"),
                "{\"case\": \"a\", \"context\": {\"x\": 1}, \"expected\": \"2\"}\n"
                        + "{\"case\": \"b\", \"context\": {\"x\": 1}, \"error\": \"Error\"}\n");
        Cli.Result result = Cli.run("verify", "--template", folder);
        assertEquals(1, result.code());
        assertTrue(result.out().contains("FAIL: 2 of 2"), result.out());
    }

    @Test
    void aFolderWithNothingToVerifyAgainstIsOneSentence() {
        Cli.Result result = Cli.run("verify", folder);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("nothing to verify against"), result.err());
    }

    @Test
    void whatComparesNothingDoesNotAgree() throws IOException {
        Files.writeString(folder.resolve("react_prompts.json"), "{}");
        Cli.Result result = Cli.run("verify", folder);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains("there is nothing to check in " + folder), result.err());
        Path tau = Files.createDirectory(folder.resolve("tau"));
        for (String table : List.of("orders", "products", "users")) {
            Files.writeString(tau.resolve("retail_%s.json".formatted(table)), "{}");
        }
        Files.writeString(tau.resolve("retail_tasks.jsonl"), "");
        assertEquals(1, Cli.run("verify", tau).code());
        Cli.Result nowhere = Cli.run("verify", folder.resolve("nosuch"));
        assertEquals(1, nowhere.code());
        assertTrue(nowhere.err().contains("there is no file or folder " + folder.resolve("nosuch")), nowhere.err());
    }

    @Test
    void aFolderOfCasesGoesOnBehindAnUnknownOne() throws IOException {
        for (String name : List.of("a-strange", "b-known", "c-broken")) {
            Files.createDirectory(folder.resolve(name));
            for (String file : List.of("golden.json", "golden.safetensors")) {
                Files.copy(
                        Cli.data("golden/sched-ddim").resolve(file),
                        folder.resolve(name).resolve(file));
            }
        }
        Files.copy(
                Cli.data("golden/sched-ddim/scheduler_config.json"), folder.resolve("b-known/scheduler_config.json"));
        Files.writeString(folder.resolve("a-strange/golden.json"), "{\"kind\": \"juggling\"}");
        Files.writeString(folder.resolve("c-broken/golden.json"), "{");
        Cli.Result result = Cli.run("verify", folder);
        assertEquals(1, result.code());
        assertEquals(2, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("kind \"juggling\" is none that can be verified"), result.err());
        assertTrue(result.out().contains("FAIL: 0 of"), result.out());
        assertTrue(result.out().contains("2 of the paths could not be verified"), result.out());
        assertTrue(result.out().contains("  ok "), result.out());
    }

    @Test
    void wrongUsageExitsWith2() {
        assertEquals(2, Cli.run("verify").code());
        assertEquals(2, Cli.run("verify", "--gguf", "--template", "x").code());
    }
}
