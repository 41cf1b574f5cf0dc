package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.gguf.FileType;
import org.menura.format.hf.HfFolder;
import org.menura.model.gguf.GgufExport;
import org.menura.model.load.ModelSource;

/** The programs in the README run as they are printed, over a GGUF file and over a Hugging Face folder. */
@Tag("slow")
class ReadmeExampleTest {
    private static final Path ROOT = TestData.path("..").normalize();
    private static final Path FOLDER = ROOT.resolve("models/nano");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String PRINTED = "Qwen3-0.6B-Q8_0.gguf";

    /** The file of the README's name lies here. */
    @TempDir
    private static Path place;

    @BeforeAll
    static void convert() throws IOException {
        ModelSource source = ModelSource.open(FOLDER);
        GgufExport.write(
                source.fields(),
                source.weights(),
                HfFolder.open(FOLDER),
                "nano",
                place.resolve(PRINTED),
                FileType.of("Q8_0"),
                (_, _, _, _) -> {});
    }

    private static List<String> blocks() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher m = BLOCK.matcher(readme.substring(readme.indexOf("## In your own program")));
        List<String> out = new ArrayList<>();
        while (m.find()) {
            out.add(m.group(1));
        }
        return out;
    }

    private static List<String> run(String name, String program) throws IOException, InterruptedException {
        Path file = Files.writeString(place.resolve(name + ".java"), program);
        Path err = place.resolve(name + ".err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.getFileName().toString())
                .directory(place.toFile())
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(3, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), Files.readString(err));
        return out.lines().toList();
    }

    /** The snippets behind each other, in the {@code try} of the first program. */
    private static String together(String path, List<String> snippets) {
        return """
                import org.menura.generate.*;
                import org.menura.generate.embed.Embedder;

                void main() {
                    try (LanguageModel model = Menura.load(Path.of("%s"))) {
                %s
                    }
                }
                """.formatted(path.replace("\\", "/"), String.join("System.out.println(\"\\n---\");\n", snippets));
    }

    @Test
    void helloTakesTwoStatements() throws IOException, InterruptedException {
        String hello = blocks().getFirst();
        assertEquals(2, Pattern.compile("model[ .]").matcher(hello).results().count());
        assertFalse(run("Hello", hello).isEmpty());
        assertFalse(run("OfAFolder", hello.replace(PRINTED, FOLDER.toString().replace("\\", "/")))
                .isEmpty());
    }

    @Test
    void theOthersToo() throws IOException, InterruptedException {
        List<String> snippets = blocks().subList(1, blocks().size());
        assertEquals(4, snippets.size());
        for (String snippet : snippets) {
            assertTrue(snippet.lines().count() <= 5, snippet);
        }
        for (String path : List.of(PRINTED, FOLDER.toString())) {
            String out = String.join("\n", run("Snippets", together(path, snippets)));
            String[] parts = out.split("\n---\n", -1);
            assertEquals(4, parts.length, out);
            assertFalse(parts[0].isBlank());
            assertTrue(parts[1].lines().count() >= 3, parts[1]);
            assertTrue(parts[2].contains("log-probability -") && parts[2].contains("rank "), parts[2]);
            float cosine = Float.parseFloat(parts[3].strip());
            assertTrue(cosine > -1 && cosine < 1, parts[3]);
        }
    }

    @Test
    void theGuidesOptionsCompile() throws IOException, InterruptedException {
        String guide = Files.readString(ROOT.resolve("docs/java.md"));
        Matcher m = BLOCK.matcher(guide);
        assertTrue(m.find());
        String program = """
                import org.menura.generate.*;
                import org.menura.generate.sample.SamplingParams;
                import org.menura.model.adapter.AdapterSelection;
                import org.menura.tensor.dtype.DType;

                void main() {
                    System.out.println("compiled");
                }

                void unused() {
                %s
                }
                """.formatted(m.group(1));
        assertEquals(List.of("compiled"), run("Options", program));
    }

    @Test
    void mavensCoordinatesAreThose() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom);
        assertTrue(version.find());
        for (String page : List.of("README.md", "docs/java.md")) {
            String text = Files.readString(ROOT.resolve(page));
            Optional<String> other = Pattern.compile("<version>([^<]+)</version>")
                    .matcher(text)
                    .results()
                    .map(r -> r.group(1))
                    .filter(v -> !v.equals(version.group(1)))
                    .findFirst();
            assertEquals(Optional.empty(), other, page);
            Stream.of("menura-generate", "org.menura").forEach(word -> assertTrue(text.contains(word)));
        }
    }
}
