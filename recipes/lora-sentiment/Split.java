package org.menura.recipes.sentiment;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the data of this recipe: {@code recipes/run Split tweets.csv OUT}. Every fifth record goes to {@code held-out.csv},
 * the others to {@code train.csv}.
 */
final class Split {
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run Split tweets.csv OUT");
            System.exit(2);
        }
        List<String> records = records(Files.readString(Path.of(args[0])));
        Path out = Files.createDirectories(Path.of(args[1]));
        try (Writer train = Files.newBufferedWriter(out.resolve("train.csv"));
                Writer heldOut = Files.newBufferedWriter(out.resolve("held-out.csv"))) {
            train.write(records.getFirst());
            heldOut.write(records.getFirst());
            for (int i = 1; i < records.size(); i++) {
                (i % 5 == 0 ? heldOut : train).write(records.get(i));
            }
        }
    }

    /** Records with their line ends; a line end within quotes ends none. */
    private static List<String> records(String text) {
        List<String> records = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            quoted ^= text.charAt(i) == '"';
            if (text.charAt(i) == '\n' && !quoted) {
                records.add(text.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            records.add(text.substring(start) + "\n");
        }
        return records;
    }
}
