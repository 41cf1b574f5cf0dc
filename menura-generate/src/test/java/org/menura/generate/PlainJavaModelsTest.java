package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without {@code --add-modules jdk.incubator.vector}, models of every type load and say the same. */
@Tag("slow")
class PlainJavaModelsTest {
    private static final String TEXT = "Once upon a time, there was a little girl.";

    /** Scores a text with each model that is named. */
    static final class Program {
        private Program() {}

        /** Prints a number for each of the files {@code args}. */
        public static void main(String[] args) {
            for (String file : args) {
                System.out.println(logProb(Path.of(file)));
            }
        }
    }

    private static double logProb(Path file) {
        try (LanguageModel model = Menura.load(file, LoadOptions.defaults().withThreads(2))) {
            List<TokenScore> scores = model.score(TEXT);
            model.generate(TEXT, GenerationOptions.of(3).withIgnoreEnd(true)); // a token at a time too
            return scores.stream().mapToDouble(TokenScore::logProb).sum() / scores.size();
        }
    }

    @Test
    void modelsOfEveryType(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> files;
        try (Stream<Path> all = Files.list(TestData.path("gguf"))) {
            files = all.map(Path::toString)
                    .filter(f -> f.endsWith(".gguf"))
                    .sorted()
                    .toList();
        }
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName()),
                        files.stream())
                .toList();
        Path err = folder.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertTrue(process.waitFor(3, TimeUnit.MINUTES));
        String said = Files.readString(err);
        assertEquals(0, process.exitValue(), said);
        assertEquals(files.size(), lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(logProb(Path.of(files.get(i))), Double.parseDouble(lines.get(i)), 0.05, files.get(i));
        }
        assertEquals(2, said.split("--add-modules jdk.incubator.vector", -1).length, said);
    }
}
