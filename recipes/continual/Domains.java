package org.menura.recipes.continual;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Makes the data of this recipe: {@code recipes/run Domains DATA OUT}. Of each domain 800,000 bytes are learned from and
 * 40,000 held out; four children's books teach the model to begin with.
 */
final class Domains {
    private static final int LEARNED = 800_000;
    private static final int HELD_OUT = 40_000;

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run Domains DATA OUT");
            System.exit(2);
        }
        Path data = Path.of(args[0]);
        Path out = Files.createDirectories(Path.of(args[1]));
        String stories = Files.readString(data.resolve("tinystories/train.txt")).replace("\n<|endoftext|>\n", "\n\n");
        split("stories", stories, out);
        split("shakespeare", Files.readString(data.resolve("tiny-shakespeare/train.txt")), out);
        split("wikipedia", Files.readString(data.resolve("wikitext-2/valid.txt")), out);
        StringBuilder books = new StringBuilder();
        for (String book : Arrays.asList(
                "alice-s-adventures-in-wonderland",
                "andersen-s-fairy-tales",
                "black-beauty",
                "the-wonderful-wizard-of-oz")) {
            books.append(Files.readString(data.resolve("childrens-books").resolve(book + ".txt")))
                    .append("\n\n");
        }
        Files.writeString(out.resolve("books.txt"), books);
    }

    private static void split(String name, String text, Path out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEARNED + HELD_OUT) {
            throw new IOException(name + " is shorter than " + (LEARNED + HELD_OUT) + " bytes");
        }
        int learned = lineEnd(bytes, LEARNED);
        int heldOut = lineEnd(bytes, learned + HELD_OUT);
        Files.write(out.resolve(name + ".txt"), Arrays.copyOf(bytes, learned));
        Files.write(out.resolve(name + "-held-out.txt"), Arrays.copyOfRange(bytes, learned, heldOut));
    }

    private static int lineEnd(byte[] bytes, int at) {
        int end = Math.min(at, bytes.length);
        while (end < bytes.length && bytes[end - 1] != '\n') {
            end++;
        }
        return end;
    }
}
