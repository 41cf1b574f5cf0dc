package org.menura.recipes.nano;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Makes the files that the nano model learns from, out of the texts in {@code data}: {@code recipes/run NanoData
 * OUT}. The same texts give the same bytes.
 *
 * <ul>
 *   <li>{@code lessons.jsonl}, {@code tasks.jsonl}: requests with answers, to pre-train with
 *   <li>{@code stories} and {@code books}, as {@code .txt} and {@code .jsonl}: plain text, to pre-train with
 *   <li>{@code held-out.txt}: stories that are in no other file
 *   <li>{@code chats.jsonl}: requests with answers, to instruct with
 *   <li>{@code prompts.jsonl}, {@code prompts-held-out.jsonl}: requests with the words that the answer must have
 * </ul>
 */
public final class NanoData {
    /** Stands between two documents. */
    private static final String SEPARATOR = "\n<|endoftext|>\n";

    /** Each so manieth story is held out. */
    private static final int HELD_OUT_EVERY = 80;

    /** Paragraphs of a book are gathered to passages of about so many characters. */
    private static final int PASSAGE = 1200;

    /** How often each story is asked for in the lessons, and gives tasks. */
    private static final int LESSONS = 10;

    private static final int TASKS = 3;

    private NanoData() {}

    /** Writes all files into the folder {@code args[0]}; {@code args[1]}, if given, is the folder with the texts. */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: recipes/run NanoData OUT [DATA]");
            System.exit(2);
        }
        Path data = args.length == 2
                ? Path.of(args[1])
                : Path.of(System.getProperty("menura.recipes", "recipes"), "nano", "data");
        write(data, Path.of(args[0]));
    }

    private static void write(Path data, Path out) throws IOException {
        List<String> all = stories(data.resolve("tinystories.txt.gz"));
        List<String> stories = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            (i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 ? heldOut : stories).add(all.get(i));
        }
        Files.createDirectories(out);
        save(out.resolve("stories.txt"), String.join(SEPARATOR, stories) + "\n");
        save(out.resolve("held-out.txt"), String.join(SEPARATOR, heldOut) + "\n");
        save(out.resolve("stories.jsonl"), texts(stories));
        List<String> books = books(data.resolve("books"));
        save(out.resolve("books.txt"), String.join(SEPARATOR, books) + "\n");
        save(out.resolve("books.jsonl"), texts(books));
        NanoWords words = NanoWords.of(stories);
        NanoChats chats = new NanoChats(words, 20250704);
        save(out.resolve("chats.jsonl"), chats.chats(stories));
        save(out.resolve("lessons.jsonl"), chats.lessons(stories, LESSONS));
        save(out.resolve("tasks.jsonl"), chats.tasks(stories, TASKS));
        NanoPrompts prompts = new NanoPrompts(words, chats.triples());
        save(out.resolve("prompts-held-out.jsonl"), prompts.next(200));
        save(out.resolve("prompts.jsonl"), prompts.next(4000));
    }

    private static String texts(List<String> documents) {
        return documents.stream()
                .map(d -> "{\"text\": " + NanoChats.Json.quoted(d) + "}\n")
                .collect(Collectors.joining());
    }

    private static void save(Path file, String text) throws IOException {
        Files.writeString(file, text);
        System.out.printf("%s: %,d bytes%n", file, Files.size(file));
    }

    /** Whole stories, each once: those that were cut off in their last sentence are left out. */
    private static List<String> stories(Path file) throws IOException {
        return Stream.of(read(file).split("<\\|endoftext\\|>"))
                .map(NanoData::plain)
                .filter(s -> s.matches("(?s).*[.!?]\"?"))
                .collect(Collectors.toCollection(LinkedHashSet::new))
                .stream()
                .toList();
    }

    /** Passages of all books: paragraphs of prose, without headings, verses and lists. */
    private static List<String> books(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> content = Files.list(folder)) {
            files = content.filter(f -> f.toString().endsWith(".gz")).sorted().toList();
        }
        List<String> passages = new ArrayList<>();
        for (Path file : files) {
            StringBuilder passage = new StringBuilder();
            for (String paragraph : read(file).split("\n\\s*\n")) {
                String text = plain(paragraph);
                if (text.length() < 60 || text.contains("\n") || !text.matches(".*[.!?]['\"]*")) {
                    continue;
                }
                passage.append(passage.isEmpty() ? "" : "\n").append(text);
                if (passage.length() >= PASSAGE) {
                    passages.add(passage.toString());
                    passage.setLength(0);
                }
            }
            if (!passage.isEmpty()) {
                passages.add(passage.toString());
            }
        }
        return passages;
    }

    private static String read(Path file) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Straight quotation marks, no emphasis, no blanks at the ends of lines, one line end between paragraphs. */
    private static String plain(String text) {
        return text.replaceAll("[“”]", "\"")
                .replaceAll("[‘’]", "'")
                .replaceAll("\\s*[–—]\\s*", " - ")
                .replace("_", "")
                .replaceAll("[ \t\r]+", " ")
                .replaceAll(" *\n[ \n]*", "\n")
                .strip();
    }
}
