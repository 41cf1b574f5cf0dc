package org.menura.recipes.program;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Starts a program of a recipe; what is wrong with its files is told in a sentence. */
public final class Program {
    private Program() {}

    /**
     * Starts it.
     *
     * @param args the program's class, and what the program gets
     */
    public static void main(String[] args) throws Throwable {
        int code = run(args, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Starts it; returns 1 if something is wrong with its files. */
    static int run(String[] args, PrintStream err) throws Throwable {
        Method main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
            return 0;
        } catch (InvocationTargetException e) {
            String sentence = sentence(e.getCause());
            if (sentence == null) {
                throw e.getCause();
            }
            err.println(sentence);
            return 1;
        }
    }

    private static @Nullable String sentence(@Nullable Throwable e) {
        return switch (e) {
            case UncheckedIOException wrapped -> sentence(wrapped.getCause());
            case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
            case FormatException wrong -> wrong.getMessage();
            case IOException wrong -> wrong.getMessage();
            case IllegalArgumentException wrong -> wrong.getMessage();
            case null, default -> null;
        };
    }
}
