package org.menura.recipes.arithmetic;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes the data of this recipe: {@code recipes/run Sums OUT}. All sums and differences of two numbers below 10 whose
 * result is not negative, in a shuffled order that is always the same; a tenth is held out.
 */
final class Sums {
    private static final int LIMIT = 10;

    private record Sum(String question, int answer) {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: recipes/run Sums OUT");
            System.exit(2);
        }
        List<Sum> all = new ArrayList<>();
        for (int a = 0; a < LIMIT; a++) {
            for (int b = 0; b < LIMIT; b++) {
                all.add(new Sum(a + "+" + b + "=", a + b));
                if (a >= b) {
                    all.add(new Sum(a + "-" + b + "=", a - b));
                }
            }
        }
        Collections.shuffle(all, new Random(1));
        Path out = Files.createDirectories(Path.of(args[0]));
        int heldOut = all.size() / 10;
        prompts(all.subList(0, heldOut), out.resolve("held-out.jsonl"));
        prompts(all.subList(heldOut, all.size()), out.resolve("prompts.jsonl"));
        texts(all.subList(0, heldOut), out.resolve("held-out.txt"));
        texts(all.subList(heldOut, all.size()), out.resolve("train.txt"));
    }

    private static void prompts(List<Sum> sums, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (Sum s : sums) {
                out.write("{\"prompt\": \"%s\", \"answer\": %d}\n".formatted(s.question, s.answer));
            }
        }
    }

    private static void texts(List<Sum> sums, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (Sum s : sums) {
                out.write(s.question + s.answer + "\n");
            }
        }
    }
}
