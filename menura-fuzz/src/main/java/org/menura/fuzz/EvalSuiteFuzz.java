package org.menura.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.eval.code.CodeProblem;
import org.menura.eval.model.HashModel;
import org.menura.eval.suite.DomainTexts;
import org.menura.eval.suite.OlmesTask;
import org.menura.eval.trust.BiasQuestions;
import org.menura.eval.trust.EqualisedOdds;
import org.menura.eval.trust.StereotypePairs;
import org.menura.format.FormatException;

/** The files of suites over arbitrary bytes: OLMES' requests, texts of domains, problems of programs, questions on bias. */
public final class EvalSuiteFuzz {
    private static final Path FILE = file();

    private EvalSuiteFuzz() {}

    private static Path file() {
        try {
            Path folder = Files.createTempDirectory("menura-fuzz");
            folder.toFile().deleteOnExit();
            Path file = folder.resolve("input.jsonl");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Files.write(FILE, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        read(() -> OlmesTask.read(FILE));
        read(() -> DomainTexts.read(FILE, null, 0));
        read(() -> CodeProblem.read(FILE));
        read(() -> BiasQuestions.measure(new HashModel(), FILE));
        read(() -> StereotypePairs.measure(new HashModel(), FILE));
        read(() -> EqualisedOdds.read(FILE, "1"));
    }

    private static void read(Runnable reader) {
        try {
            reader.run();
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
