package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Makes the files that the nano-omni model learns from and is measured with, out of what lies in {@code data}: {@code java
 * recipes/nano-omni/OmniData.java OUT}. The same data give the same bytes. Files with {@code held-out} in their names are only
 * measured with, and so are the pictures and sounds that they name.
 *
 * <ul>
 *   <li>{@code emoji}, {@code digits}: pictures of 32 × 32 pixels; {@code *-sounds}: recordings
 *   <li>{@code image-text.jsonl}, {@code digit-text.jsonl}: pictures with texts, to place both in one space
 *   <li>{@code draw-text.jsonl}: the same without the pictures of which the judge of drawings learns; {@code
 *       draw-things.jsonl}: those of them that are plain things, called as one
 *       asks for them
 *   <li>{@code align.jsonl}: chats in which it is said in few words what pictures show
 *   <li>{@code chats.jsonl}: questions about pictures, stories about them
 *   <li>{@code digits.jsonl}: handwritten digits read
 *   <li>{@code sounds.jsonl}: recordings written down; {@code digit-sounds.jsonl}: those of a single digit, unasked
 *   <li>{@code draw.jsonl}: requests for drawings, with the text and the picture to draw; {@code
 *       draw-more.jsonl}: for plain things again
 *   <li>{@code preferences.jsonl}: better and worse answers
 * </ul>
 */
public final class OmniData {
    private static final int MNIST_HELD_OUT_EVERY = 8;
    private static final int STORIES = 6;

    private final Path data;
    private final Path out;

    private OmniData(Path data, Path out) {
        this.data = data;
        this.out = out;
    }

    /** Writes all files into the folder {@code args[0]}; {@code args[1]}, if given, is the folder with the data. */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: recipes/run OmniData OUT [DATA]");
            System.exit(2);
        }
        Path data = args.length == 2
                ? Path.of(args[1])
                : Path.of(System.getProperty("menura.recipes", "recipes"), "nano-omni", "data");
        OmniData program = new OmniData(data, Path.of(args[0]));
        List<OmniEmoji> emoji = OmniEmoji.unpack(data, program.out);
        program.pictures(emoji);
        program.drawings(emoji, program.digits(emoji));
        program.sounds();
    }

    /** A number below {@code count} that follows from a text alone, by which it goes to one part of the data or another. */
    static int hash(String text, int count) {
        int h = text.hashCode() * 0x9e3779b1;
        return Integer.remainderUnsigned(h ^ h >>> 15, count);
    }

    private static List<OmniEmoji> of(List<OmniEmoji> emoji, OmniEmoji.Part... parts) {
        return emoji.stream().filter(e -> List.of(parts).contains(e.part())).toList();
    }

    private static List<OmniEmoji> learned(List<OmniEmoji> emoji) {
        return of(emoji, OmniEmoji.Part.ALL, OmniEmoji.Part.NOT_DRAWN);
    }

    private static List<OmniEmoji> heldOut(List<OmniEmoji> emoji) {
        return of(emoji, OmniEmoji.Part.HELD_OUT);
    }

    private void pictures(List<OmniEmoji> emoji) throws IOException {
        Random random = new Random(20250801);
        List<OmniEmoji> learned = learned(emoji);
        List<OmniEmoji> heldOut = heldOut(emoji);
        table(emoji);
        save("image-text.jsonl", texts(learned));
        save("image-text-held-out.jsonl", texts(heldOut));
        List<OmniEmoji> drawn = of(emoji, OmniEmoji.Part.ALL);
        save("draw-text.jsonl", texts(drawn));
        StringBuilder things = new StringBuilder();
        drawn.stream()
                .filter(OmniEmoji::isThing)
                .forEach(e -> things.append(OmniJson.picture(e.file(), List.of(e.phrase(), e.colouredPhrase()))));
        save("draw-things.jsonl", things.toString());

        OmniLooks looks = new OmniLooks(learned, random);
        OmniLooks tests = new OmniLooks(heldOut, random);
        save("align.jsonl", OmniJson.shuffled(random, looks.captions(2)));
        List<String> prompts = new ArrayList<>();
        heldOut.forEach(e -> prompts.add(tests.colour(e).prompt()));
        heldOut.forEach(e -> prompts.add(tests.group(e).prompt()));
        save("align-held-out.jsonl", String.join("", prompts));

        OmniStories stories = OmniStories.read(data.resolve("../../nano/data/tinystories.txt.gz"));
        List<String> chats = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            learned.forEach(e -> looks.each(e).forEach(q -> chats.add(q.chat())));
        }
        for (int i = 0; i < 1500; i++) {
            chats.add(looks.animal().chat());
        }
        save("chats.jsonl", OmniJson.shuffled(random, chats, stories(learned, stories, random)));

        List<String> asked = new ArrayList<>();
        heldOut.forEach(e -> tests.each(e).forEach(q -> asked.add(q.prompt())));
        for (int i = 0; i < 100; i++) {
            asked.add(tests.animal().prompt());
        }
        for (OmniEmoji e : heldOut) {
            String thing = OmniStories.thing(e.caption());
            if (!thing.isEmpty()) {
                OmniJson.Ask ask = OmniJson.Ask.of(e.file(), OmniRequests.of(OmniRequests.STORY, random));
                asked.add(OmniJson.prompt(ask, "story", thing, List.of(thing)));
            }
        }
        save("chats-held-out.jsonl", String.join("", asked));

        List<String> pairs = new ArrayList<>();
        learned.forEach(e -> looks.each(e).forEach(q -> pairs.add(q.preference())));
        List<String> draws = new OmniDrawings(random).preferences(of(emoji, OmniEmoji.Part.ALL), 1500);
        save("preferences.jsonl", OmniJson.shuffled(random, pairs, draws));
        List<String> testPairs = new ArrayList<>();
        heldOut.forEach(e -> tests.each(e).forEach(q -> testPairs.add(q.preference())));
        save("preferences-held-out.jsonl", String.join("", testPairs));
    }

    /** What the scores know of the pictures. */
    private void table(List<OmniEmoji> emoji) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (OmniEmoji e : emoji) {
            rows.append(String.join("\t", e.file(), e.part().name(), e.group(), e.colour(), e.phrase()))
                    .append('\n');
        }
        save("emoji.tsv", rows.toString());
    }

    private static String texts(List<OmniEmoji> emoji) {
        StringBuilder lines = new StringBuilder();
        emoji.forEach(e -> lines.append(OmniJson.picture(e.file(), e.texts())));
        return lines.toString();
    }

    private static List<String> stories(List<OmniEmoji> emoji, OmniStories stories, Random random) {
        List<String> chats = new ArrayList<>();
        for (OmniEmoji e : emoji) {
            String thing = OmniStories.thing(e.caption());
            if (!thing.isEmpty()) {
                for (String story : stories.about(thing, STORIES, random)) {
                    OmniJson.Ask ask = OmniJson.Ask.of(e.file(), OmniRequests.of(OmniRequests.STORY, random));
                    chats.add(OmniJson.chat(ask, story));
                }
            }
        }
        return chats;
    }

    /** Handwritten digits that may be learned from. */
    private record Written(List<String> files, int[] labels) {}

    private Written digits(List<OmniEmoji> emoji) throws IOException {
        Random random = new Random(20250802);
        int[][] digits = OmniPictures.digits(data.resolve("mnist-images.gz"));
        int[] labels = OmniPictures.labels(data.resolve("mnist-labels.gz"));
        OmniLooks looks = new OmniLooks(learned(emoji), random);
        Files.createDirectories(out.resolve("digits"));
        List<String> files = new ArrayList<>();
        List<Integer> known = new ArrayList<>();
        List<String> chats = new ArrayList<>();
        List<String> prompts = new ArrayList<>();
        List<String> pairs = new ArrayList<>();
        StringBuilder texts = new StringBuilder();
        for (int i = 0; i < digits.length; i++) {
            boolean heldOut = i % MNIST_HELD_OUT_EVERY == MNIST_HELD_OUT_EVERY - 1;
            String file = "digits/%s%04d-%d.png".formatted(heldOut ? "held-out-" : "", i, labels[i]);
            Files.write(out.resolve(file), OmniPictures.png(digits[i]));
            OmniLooks.Question question = looks.digit(file, labels[i]);
            if (heldOut) {
                prompts.add(question.prompt());
            } else {
                files.add(file);
                known.add(labels[i]);
                chats.add(question.chat());
                pairs.add(question.preference());
                texts.append(OmniJson.picture(file, List.of(OmniDrawings.digitText(labels[i]))));
            }
        }
        save("digits.jsonl", OmniJson.shuffled(random, chats));
        save("digits-held-out.jsonl", String.join("", prompts));
        save("digit-preferences.jsonl", OmniJson.shuffled(random, pairs));
        save("digit-text.jsonl", texts.toString());
        return new Written(files, known.stream().mapToInt(i -> i).toArray());
    }

    private void drawings(List<OmniEmoji> emoji, Written digits) throws IOException {
        Random random = new Random(20250803);
        OmniDrawings drawings = new OmniDrawings(random);
        List<OmniEmoji> drawn = of(emoji, OmniEmoji.Part.ALL);
        List<String> lines = drawings.emoji(drawn, 4);
        lines.addAll(drawings.digits(digits.files(), digits.labels(), 800));
        save("draw.jsonl", OmniJson.shuffled(random, lines));
        Random other = new Random(20250805);
        List<String> things = new OmniDrawings(other)
                .emoji(drawn.stream().filter(OmniEmoji::isThing).toList(), 8);
        save("draw-more.jsonl", OmniJson.shuffled(other, things));
        List<OmniEmoji> some =
                drawn.stream().filter(e -> hash("draw " + e.file(), 10) == 0).toList();
        save("draw-held-out.jsonl", String.join("", drawings.heldOut(some, heldOut(emoji), 100)));
    }

    private void sounds() throws IOException {
        Random random = new Random(20250804);
        List<String> chats = new ArrayList<>();
        List<String> prompts = new ArrayList<>();
        List<OmniSounds.Clip> digits = OmniSounds.digits(data, out);
        List<OmniSounds.Clip> texts = OmniSounds.prompts(data, out);
        List<OmniSounds.Clip> ownDigits =
                digits.stream().filter(c -> !c.heldOut()).toList();
        List<OmniSounds.Clip> ownTexts =
                texts.stream().filter(c -> !c.heldOut()).toList();
        heard(ownDigits, 3, chats, random);
        heard(ownTexts, 3, chats, random);
        heard(OmniSounds.joined(ownDigits, 1500, 5, "joined-digit-sounds", out, random), 1, chats, random);
        heard(OmniSounds.joined(ownTexts, 800, 3, "joined-prompt-sounds", out, random), 1, chats, random);
        asked(digits, "spoken-digit", prompts, random);
        asked(texts, "spoken-prompt", prompts, random);
        List<OmniSounds.Clip> others =
                digits.stream().filter(OmniSounds.Clip::heldOut).toList();
        asked(
                OmniSounds.joined(others, 100, 4, "held-out-joined-sounds", out, random),
                "spoken-digits",
                prompts,
                random);
        save("sounds.jsonl", OmniJson.shuffled(random, chats));
        save("sounds-held-out.jsonl", String.join("", prompts));
        save("digit-sounds.jsonl", unasked(ownDigits, (ask, c) -> OmniJson.chat(ask, c.text())));
        save("digit-sounds-held-out.jsonl", unasked(others, (ask, c) -> OmniJson.prompt(ask, "", c.text(), List.of())));
    }

    /** Recordings without a question: what comes first to one who learns to hear. */
    private static String unasked(List<OmniSounds.Clip> clips, BiFunction<OmniJson.Ask, OmniSounds.Clip, String> line) {
        return String.join(
                "",
                clips.stream()
                        .map(c -> line.apply(OmniJson.Ask.of(c.file(), ""), c))
                        .toList());
    }

    private static void heard(List<OmniSounds.Clip> clips, int times, List<String> chats, Random random) {
        for (OmniSounds.Clip clip : clips) {
            for (int i = 0; i < times; i++) {
                String ask = OmniRequests.of(OmniRequests.HEAR, random);
                chats.add(OmniJson.chat(OmniJson.Ask.of(clip.file(), ask), clip.text()));
            }
        }
    }

    private static void asked(List<OmniSounds.Clip> clips, String task, List<String> prompts, Random random) {
        for (OmniSounds.Clip clip : clips) {
            if (clip.heldOut()) {
                OmniJson.Ask ask = OmniJson.Ask.of(clip.file(), OmniRequests.of(OmniRequests.HEAR, random));
                prompts.add(OmniJson.prompt(
                        ask, task, clip.text(), List.of(clip.text().split(" "))));
            }
        }
    }

    private void save(String name, String text) throws IOException {
        Path file = out.resolve(name);
        Files.writeString(file, text);
        System.out.printf(
                "%s: %,d bytes, %,d lines%n",
                file, Files.size(file), text.lines().count());
    }
}
