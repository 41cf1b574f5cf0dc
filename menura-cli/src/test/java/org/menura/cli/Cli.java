package org.menura.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the command in this process. */
final class Cli {
    private Cli() {}

    /** What a command left behind. */
    record Result(int code, String out, String err) {}

    /** Runs with an empty standard input. */
    static Result run(Object... args) {
        return typed("", args);
    }

    /** Runs with {@code input} on the standard input. */
    static Result typed(String input, Object... args) {
        return at(repository(), input, args);
    }

    /** The same where another folder than the repository holds the models that come along. */
    static Result at(Path home, String input, Object... args) {
        System.setProperty("menura.home", home.toString());
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[args.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = String.valueOf(args[i]);
        }
        try {
            int code = Main.commandLine(words)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(words);
            return new Result(code, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }

    /** The root of the repository. */
    static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    /** The model of texts that comes along. */
    static Path nano() {
        return repository().resolve("models/nano");
    }

    /** The model that `run` takes if it is given none. */
    static Path usual() {
        Path omni = repository().resolve("models/nano-omni");
        return Files.isDirectory(omni) ? omni : nano();
    }

    /** A model that tells stories, and nothing else. */
    static Path stories() {
        return repository().resolve("models/stories260K");
    }

    /** Test data. */
    static Path data(String name) {
        return repository().resolve("testdata").resolve(name);
    }
}
