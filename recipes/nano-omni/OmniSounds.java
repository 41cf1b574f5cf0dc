package org.menura.recipes.omni;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipFile;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;

/** Recordings with what is said in them, also several behind each other as one. */
final class OmniSounds {
    static final int RATE = 8000;

    /** The model hears no more than four seconds. */
    private static final int MOST = 4 * RATE - RATE / 10;

    static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    /**
     * A recording.
     *
     * @param file relative to the folder with the data
     * @param text in small letters, without punctuation
     * @param speaker who says it
     * @param heldOut whether no program may learn from it
     */
    record Clip(String file, String text, String speaker, boolean heldOut, short[] samples) {}

    private OmniSounds() {}

    /** Returns the samples of a recording of one channel and 16 bits. */
    private static short[] samples(InputStream in, String name) throws IOException {
        try (AudioStream sound = AudioFiles.open(in, name)) {
            float[] values = new float[Math.toIntExact(sound.length())];
            int count = 0;
            while (count < values.length) {
                int read = sound.read(values, count, values.length - count);
                if (read < 0) {
                    throw new IOException(name + " is shorter than it says");
                }
                count += read;
            }
            short[] samples = new short[count];
            for (int i = 0; i < count; i++) {
                samples[i] = (short) Math.round(values[i] * 32768);
            }
            return samples;
        }
    }

    /** Single digits; recordings 5 and 6 of each speaker and digit are held out. */
    static List<Clip> digits(Path data, Path out) throws IOException {
        List<Clip> clips = new ArrayList<>();
        try (ZipFile zip = new ZipFile(data.resolve("spoken-digits.zip").toFile())) {
            for (String name : zip.stream().map(Object::toString).sorted().toList()) {
                String[] parts = name.replace(".flac", "").split("_");
                boolean heldOut = Integer.parseInt(parts[2]) <= 6;
                short[] samples = samples(zip.getInputStream(zip.getEntry(name)), name);
                clips.add(save(
                        out,
                        new Clip(
                                "digit-sounds/" + name.replace(".flac", ".wav"),
                                DIGITS.get(Integer.parseInt(parts[0])),
                                parts[1],
                                heldOut,
                                samples)));
            }
        }
        return clips;
    }

    /** Prompts; one of eight texts is held out, with all recordings of it. */
    static List<Clip> prompts(Path data, Path out) throws IOException {
        List<Clip> clips = new ArrayList<>();
        List<String> rows = Files.readAllLines(data.resolve("spoken-prompts.tsv"));
        try (ZipFile zip = new ZipFile(data.resolve("spoken-prompts.zip").toFile())) {
            for (String row : rows.subList(1, rows.size())) {
                String[] cells = row.split("\t");
                String text = spoken(cells[1]);
                if (!text.isEmpty()) {
                    String name = cells[0] + ".flac";
                    short[] samples = samples(zip.getInputStream(zip.getEntry(name)), name);
                    boolean heldOut = OmniData.hash(text, 8) == 0;
                    clips.add(save(
                            out, new Clip("prompt-sounds/" + cells[0] + ".wav", text, "allison", heldOut, samples)));
                }
            }
        }
        return clips;
    }

    /** A text as it is said; empty for the few of which that is not clear. */
    private static String spoken(String text) {
        if (text.matches(".*\\d{2,}.*")) {
            return "";
        }
        String words = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i < 10; i++) {
            words = words.replace(String.valueOf(i), DIGITS.get(i));
        }
        return words.replaceAll("[^a-z']+", " ").strip();
    }

    /**
     * Recordings of one speaker behind each other, with short pauses.
     *
     * @param most of so many at most, two at least
     */
    static List<Clip> joined(List<Clip> from, int count, int most, String folder, Path out, Random random)
            throws IOException {
        Map<String, List<Clip>> bySpeaker = new HashMap<>();
        from.forEach(c ->
                bySpeaker.computeIfAbsent(c.speaker(), _ -> new ArrayList<>()).add(c));
        List<String> speakers = bySpeaker.keySet().stream().sorted().toList();
        List<Clip> joined = new ArrayList<>();
        while (joined.size() < count) {
            List<Clip> own = Objects.requireNonNull(bySpeaker.get(speakers.get(random.nextInt(speakers.size()))));
            int wanted = 2 + random.nextInt(most - 1);
            List<Clip> chosen = new ArrayList<>();
            int length = 0;
            for (int tries = 0; tries < 10 && chosen.size() < wanted; tries++) {
                Clip next = own.get(random.nextInt(own.size()));
                if (length + next.samples().length + RATE / 4 <= MOST) {
                    chosen.add(next);
                    length += next.samples().length + RATE / 4;
                }
            }
            if (chosen.size() > 1) {
                String file = "%s/%04d.wav".formatted(folder, joined.size());
                joined.add(save(out, join(chosen, file, random)));
            }
        }
        return joined;
    }

    private static Clip join(List<Clip> clips, String file, Random random) {
        short[] samples = new short[0];
        for (Clip clip : clips) {
            int pause = samples.length == 0 ? 0 : RATE / 20 + random.nextInt(RATE / 5);
            int at = samples.length + pause;
            samples = Arrays.copyOf(samples, at + clip.samples().length);
            System.arraycopy(clip.samples(), 0, samples, at, clip.samples().length);
        }
        String text = String.join(" ", clips.stream().map(Clip::text).toList());
        return new Clip(file, text, clips.getFirst().speaker(), clips.getFirst().heldOut(), samples);
    }

    private static Clip save(Path out, Clip clip) throws IOException {
        int bytes = 2 * clip.samples().length;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes()).putInt(36 + bytes).put("WAVEfmt ".getBytes()).putInt(16);
        wav.putShort((short) 1)
                .putShort((short) 1)
                .putInt(RATE)
                .putInt(2 * RATE)
                .putShort((short) 2)
                .putShort((short) 16);
        wav.put("data".getBytes()).putInt(bytes);
        for (short s : clip.samples()) {
            wav.putShort(s);
        }
        Path file = out.resolve(clip.file());
        Files.createDirectories(file.getParent());
        Files.write(file, wav.array());
        return clip;
    }
}
