package org.menura.generate.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.generate.audio.Segment.Word;
import org.menura.generate.audio.WordSplitter.Piece;
import org.menura.model.MemoryDecoder.Memory;
import org.menura.model.SpeechModel;

/**
 * Finds when words are spoken by what their tokens attend to ({@link Alignment}). Marks of punctuation, whose times are mostly
 * pauses, belong to the word that they stand at; a word at a sentence's end that would last far longer than others is cut short.
 */
final class WordTimes {
    private static final String BEFORE_WORDS = "\"'“¿([{-";
    private static final String BEHIND_WORDS = "\"'.。,，!！?？:：”)]}、";
    private static final String SENTENCE_ENDS = ".。!！?？";
    private static final double LONGEST_MEDIAN = 0.7;

    private final SpeechBundle bundle;
    private final SpeechModel model;
    private final WordSplitter splitter;
    private final List<SpeechModel.Head> heads;

    WordTimes(SpeechBundle bundle) {
        this.bundle = bundle;
        this.model = bundle.model();
        this.splitter = new WordSplitter(bundle.tokenizer());
        this.heads = bundle.tokens().aligned().isEmpty()
                ? model.likelyAligned()
                : bundle.tokens().aligned();
    }

    /** The tokens of a segment with their probabilities. */
    record Spoken(int[] tokens, double[] probabilities) {}

    /**
     * Returns the words of each segment, with seconds from the beginning of what was heard.
     *
     * @param prompt tokens before the text, which say that no times are wanted if the model knows such a token
     * @param samples that were heard
     */
    List<List<Word>> find(Memory memory, int[] prompt, List<Spoken> segments, int samples, String language) {
        int[] text =
                segments.stream().flatMapToInt(s -> Arrays.stream(s.tokens)).toArray();
        int[] all = Arrays.copyOf(prompt, prompt.length + text.length + 1);
        System.arraycopy(text, 0, all, prompt.length, text.length);
        all[prompt.length + text.length] = bundle.tokens().end();
        int rows = (int) Math.clamp(samples / (2L * bundle.features().hop()), 1, model.frames() / 2);
        // What comes next is attended to: of the text's first token by the last one of the prompt.
        int from = prompt.length - 1;
        int[] begins = Alignment.begins(model.attention(all, memory, heads, rows), from, from + text.length + 1);
        List<Word> words = new ArrayList<>();
        int[] counts = new int[segments.size()];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            Spoken segment = segments.get(i);
            int first = 0;
            for (Piece piece : splitter.split(segment.tokens, language)) {
                double probability = Arrays.stream(segment.probabilities, first, first + piece.tokens())
                        .average()
                        .orElse(0);
                first += piece.tokens();
                int end = at + piece.tokens();
                words.add(new Word(seconds(begins[at]), seconds(begins[end]), piece.text(), probability));
                at = end;
                counts[i]++;
            }
        }
        List<Word> right = shortened(words);
        List<List<Word>> out = new ArrayList<>();
        int first = 0;
        for (int count : counts) {
            out.add(joined(right.subList(first, first + count)));
            first += count;
        }
        return out;
    }

    /**
     * Gives a segment its words, none of which begins before it or ends behind it.
     *
     * @param offset seconds that the words' times are counted from
     */
    static Segment within(Segment segment, List<Word> words, double offset) {
        List<Word> out = new ArrayList<>();
        for (Word word : words) {
            double start = Math.clamp(offset + word.start(), segment.start(), segment.end());
            double end = Math.clamp(offset + word.end(), start, segment.end());
            out.add(new Word(start, end, word.text(), word.probability()));
        }
        return segment.with(out);
    }

    private double seconds(int row) {
        return row * bundle.secondsPerTimestamp();
    }

    /** Words at both sides of a sentence's end, which may have a pause in them, at most twice as long as usual. */
    private static List<Word> shortened(List<Word> words) {
        double[] lengths = words.stream()
                .mapToDouble(Word::seconds)
                .filter(s -> s > 0)
                .sorted()
                .toArray();
        double longest = lengths.length == 0 ? 0 : 2 * Math.min(LONGEST_MEDIAN, lengths[lengths.length / 2]);
        List<Word> out = new ArrayList<>(words);
        for (int i = 1; i < out.size() && longest > 0; i++) {
            Word word = out.get(i);
            if (word.seconds() <= longest) {
                continue;
            }
            if (SENTENCE_ENDS.contains(word.text())) {
                out.set(i, word.until(word.start() + longest));
            } else if (SENTENCE_ENDS.contains(out.get(i - 1).text())) {
                out.set(i, word.from(word.end() - longest));
            }
        }
        return out;
    }

    /** Gives marks of punctuation to their words, whose times stay. */
    private static List<Word> joined(List<Word> words) {
        List<Word> out = new ArrayList<>();
        String before = "";
        for (Word word : words) {
            boolean opens = word.text().startsWith(" ")
                    && BEFORE_WORDS.contains(word.text().strip());
            boolean closes = BEHIND_WORDS.contains(word.text());
            if (closes
                    && before.isEmpty()
                    && !out.isEmpty()
                    && !out.getLast().text().endsWith(" ")) {
                Word last = out.removeLast();
                out.add(last.with(last.text() + word.text()));
            } else if (opens) {
                before += word.text();
            } else {
                out.add(word.with(before + word.text()));
                before = "";
            }
        }
        if (!before.isEmpty() && !out.isEmpty()) {
            Word last = out.removeLast();
            out.add(last.with(last.text() + before));
        }
        return out;
    }
}
