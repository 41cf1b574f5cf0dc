package org.menura.generate.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.generate.audio.ScriptedSpeech.ENGLISH;
import static org.menura.generate.audio.ScriptedSpeech.GERMAN;
import static org.menura.generate.audio.ScriptedSpeech.TRANSCRIBE;
import static org.menura.generate.audio.ScriptedSpeech.TRANSLATE;
import static org.menura.generate.audio.ScriptedSpeech.script;
import static org.menura.generate.audio.ScriptedSpeech.time;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

class TranscriberTest {
    private static final int RATE = 16000;

    /** Speech of one second, five seconds apart. */
    private static float[] sound(int times) {
        float[] out = new float[times * 5 * RATE];
        for (int i = 0; i < times; i++) {
            Arrays.fill(out, i * 5 * RATE + RATE, i * 5 * RATE + 2 * RATE, 0.9f);
        }
        return out;
    }

    private static List<Segment> transcribe(ScriptedSpeech model, int times, TranscribeOptions options) {
        List<Segment> out = new ArrayList<>();
        double seconds = new Transcriber(model.bundle(), new LevelDetector(), options)
                .transcribe(new SoundInMemory(sound(times)), out::add);
        assertEquals(5.0 * times, seconds, 1e-9);
        return out;
    }

    @Test
    void timesSplitWhatIsSaid() {
        ScriptedSpeech model = new ScriptedSpeech(
                20, script(time(0.1), "Hello.", time(0.6), time(0.6), " You?", time(1.2)), script(time(0.2), " Bye."));
        List<Segment> said = transcribe(model, 2, TranscribeOptions.DEFAULT);
        assertEquals(
                List.of("Hello.", "You?", "Bye."),
                said.stream().map(Segment::text).toList());
        assertEquals(2, model.heard);
        double first = 0.8; // a pad before the speech
        assertEquals(first + 0.1, said.get(0).start(), 0.05);
        assertEquals(first + 0.6, said.get(0).end(), 0.05);
        assertEquals(said.get(0).end(), said.get(1).start());
        assertEquals(first + 1.2, said.get(1).end(), 0.05);
        assertEquals(5 + first + 0.2, said.get(2).start(), 0.05);
        assertEquals(5 + first + 1.4, said.get(2).end(), 0.1);
        assertTrue(said.stream().allMatch(s -> s.language().equals("de") && s.temperature() == 0));
    }

    /** Speech of a second and a half without a pause. */
    private static List<Segment> longer(ScriptedSpeech model) {
        float[] sound = new float[4 * RATE];
        Arrays.fill(sound, RATE, 2 * RATE + RATE / 2, 0.9f);
        List<Segment> out = new ArrayList<>();
        new Transcriber(model.bundle(), new LevelDetector(), TranscribeOptions.DEFAULT)
                .transcribe(new SoundInMemory(sound), out::add);
        return out;
    }

    @Test
    void speechBehindTheLastTimeIsHeardAgain() {
        ScriptedSpeech model = new ScriptedSpeech(
                20, script(time(0.1), "One.", time(0.6)), script(time(0.1), " Two.", time(1), time(1)));
        List<Segment> said = longer(model);
        assertEquals(List.of("One.", "Two."), said.stream().map(Segment::text).toList());
        assertEquals(2, model.heard);
        double first = 0.8; // a pad before the speech
        assertEquals(first + 0.6, said.get(0).end(), 0.05);
        assertEquals(first + 0.6 + 0.1, said.get(1).start(), 0.05);
        assertEquals(first + 0.6 + 1, said.get(1).end(), 0.05);
    }

    @Test
    void whoeverEndsBeforeTheSpeechIsAskedForMoreFirst() {
        ScriptedSpeech model =
                new ScriptedSpeech(20, script(time(0.1), "One.", time(0.6), ScriptedSpeech.END, " Two.", time(1.6)));
        List<Segment> said = longer(model);
        assertEquals(List.of("One.", "Two."), said.stream().map(Segment::text).toList());
        assertEquals(1, model.heard);
        assertEquals(0, said.getFirst().temperature());
        assertEquals(said.get(0).end(), said.get(1).start());
    }

    @Test
    void aTextWithoutAnEndIsHeardAgainFromTheLastTime() {
        ScriptedSpeech model = new ScriptedSpeech(
                20,
                script(time(0.1), "One.", time(0.6), time(0.6), " two".repeat(100)),
                script(time(0.1), " Two.", time(1)));
        assertEquals(
                List.of("One.", "Two."),
                longer(model).stream().map(Segment::text).toList());
        ScriptedSpeech only = new ScriptedSpeech(20, script(time(0.1), "abcdefgh ".repeat(100)));
        assertEquals(1, longer(only).size());
        assertEquals(1, only.heard);
    }

    @Test
    void aModelThatGetsNowhereIsNotAskedAgain() {
        ScriptedSpeech model = new ScriptedSpeech(20, script(time(0), "One.", time(0.1)));
        assertEquals(List.of("One."), longer(model).stream().map(Segment::text).toList());
        assertEquals(1, model.heard);
    }

    @Test
    void theLanguageMayBeGiven() {
        ScriptedSpeech model = new ScriptedSpeech(20, script(time(0), "x"));
        TranscribeOptions english = TranscribeOptions.DEFAULT.withLanguage(Optional.of("en"));
        assertEquals("en", transcribe(model, 1, english).getFirst().language());
        TranscribeOptions klingon = TranscribeOptions.DEFAULT.withLanguage(Optional.of("tlh"));
        FormatException e = assertThrows(FormatException.class, () -> transcribe(model, 1, klingon));
        assertTrue(e.getMessage().contains("does not know the language \"tlh\"; it knows en, de"), e.getMessage());
    }

    private static int[] told(ScriptedSpeech model, TranscribeOptions options) {
        transcribe(model, 1, options);
        return model.told;
    }

    private static TranscribeOptions asking(@Nullable String language, @Nullable Boolean translate) {
        return TranscribeOptions.DEFAULT
                .withLanguage(Optional.ofNullable(language))
                .withTranslation(Optional.ofNullable(translate));
    }

    @Test
    void whatTheFilesSayCountsUnlessSomethingElseIsAskedFor() {
        ScriptedSpeech model = new ScriptedSpeech(20, script(time(0), "x"));
        model.saidLanguage = Optional.of("en");
        model.saysTranslate = Optional.of(true);
        assertArrayEquals(new int[] {ENGLISH, TRANSLATE}, told(model, TranscribeOptions.DEFAULT));
        assertArrayEquals(new int[] {GERMAN, TRANSLATE}, told(model, asking("German", null)));
        assertArrayEquals(new int[] {ENGLISH, TRANSCRIBE}, told(model, asking(null, false)));
    }

    /** As transformers 5.24 begins the texts of these settings, but that it asks for no task where only a language is forced. */
    @Test
    void forcedTokensAreLanguageAndTask() {
        ScriptedSpeech model = new ScriptedSpeech(20, script(time(0), "x"));
        model.forced = new int[] {ENGLISH, TRANSLATE};
        assertArrayEquals(new int[] {ENGLISH, TRANSLATE}, told(model, TranscribeOptions.DEFAULT));
        assertArrayEquals(new int[] {GERMAN, TRANSCRIBE}, told(model, asking("de", null)));
        assertArrayEquals(new int[] {ENGLISH, TRANSCRIBE}, told(model, asking(null, false)));
        assertArrayEquals(new int[] {GERMAN, TRANSLATE}, told(model, asking(null, true)));
        model.forced = new int[] {SpeechTokens.HEARD, TRANSLATE};
        assertArrayEquals(new int[] {GERMAN, TRANSLATE}, told(model, TranscribeOptions.DEFAULT));
        model.forced = new int[] {ENGLISH};
        assertArrayEquals(new int[] {ENGLISH, TRANSCRIBE}, told(model, TranscribeOptions.DEFAULT));
        model.forced = new int[] {'a', 'b'};
        assertArrayEquals(new int[] {'a', 'b'}, told(model, TranscribeOptions.DEFAULT));
    }

    @Test
    void aPromptStandsBeforeTheStart() {
        ScriptedSpeech model = new ScriptedSpeech(20, script(time(0), "x"));
        transcribe(model, 1, TranscribeOptions.DEFAULT);
        assertArrayEquals(new int[0], model.before);
        Segment said = transcribe(model, 1, TranscribeOptions.DEFAULT.withPrompt("  Meyrink\n"))
                .getFirst();
        assertEquals("x", said.text());
        assertEquals("de", said.language());
        assertArrayEquals(script(ScriptedSpeech.PREVIOUS, " Meyrink"), model.before);
        transcribe(model, 1, TranscribeOptions.DEFAULT.withPrompt("a".repeat(500) + "b"));
        assertArrayEquals(script(ScriptedSpeech.PREVIOUS, "a".repeat(98) + "b"), model.before, "the last half of 200");
    }

    @Test
    void withoutTimesAWindowIsOneSegment() {
        ScriptedSpeech model = new ScriptedSpeech(20, script("All of it."));
        Segment all = transcribe(model, 1, TranscribeOptions.DEFAULT.withTimestamps(false))
                .getFirst();
        assertEquals("All of it.", all.text());
        assertEquals(0.8, all.start(), 0.05);
        assertEquals(2.2, all.end(), 0.05);
    }

    @Test
    void timesThatNobodyAskedForDoNotSplitAWindow() {
        ScriptedSpeech model = new ScriptedSpeech(20, script("All", time(0.5), " of it."));
        List<Segment> out = transcribe(model, 1, TranscribeOptions.DEFAULT.withTimestamps(false));
        assertEquals(1, out.size());
        assertEquals("All of it.", out.getFirst().text());
        assertEquals(2.2, out.getFirst().end(), 0.05);
    }

    @Test
    void wordsHaveTimes() {
        ScriptedSpeech model = new ScriptedSpeech(20, script(time(0), "Ah oh!", time(1), time(1), " Eh", time(1.5)));
        List<Segment> said = transcribe(model, 1, TranscribeOptions.DEFAULT.withWords(true));
        assertArrayEquals(
                script(
                        ScriptedSpeech.START,
                        ScriptedSpeech.GERMAN,
                        ScriptedSpeech.TRANSCRIBE,
                        ScriptedSpeech.NO_TIMES,
                        "Ah oh! Eh",
                        ScriptedSpeech.END),
                model.aligned);
        assertEquals(
                List.of("Ah", " oh!", " Eh"),
                said.stream()
                        .flatMap(s -> s.words().stream())
                        .map(Segment.Word::text)
                        .toList());
        double first = said.getFirst().start();
        Segment.Word oh = said.getFirst().words().getLast();
        assertEquals(first + 2 * 0.08, oh.start(), 0.03, "each byte takes four rows of 20 ms");
        assertEquals(first + 5 * 0.08, oh.end(), 0.03, "the mark's time is none of the word's");
        assertTrue(oh.probability() > 0.9 && oh.probability() <= 1);
        assertTrue(transcribe(model, 1, TranscribeOptions.DEFAULT)
                .getFirst()
                .words()
                .isEmpty());
    }

    /** A first token that is a little likelier, behind which everything is unlikely, and another that is followed surely. */
    @Test
    void beamsFindTheLikelierTextWhereTheLikelierTokenLeadsAstray() {
        TranscribeOptions one = TranscribeOptions.DEFAULT.withTimestamps(false);
        assertEquals("ax", transcribe(fork(), 1, one).getFirst().text());
        ScriptedSpeech model = fork();
        Segment best = transcribe(model, 1, one.withBeams(2)).getFirst();
        assertEquals("by", best.text());
        assertEquals(2, model.most, "texts that are read together");
        double b = Math.log(Math.exp(8.9) / (Math.exp(9) + Math.exp(8.9) + ScriptedSpeech.VOCABULARY - 5));
        double sure = Math.log(Math.exp(20) / (Math.exp(20) + ScriptedSpeech.VOCABULARY - 2));
        assertEquals((b + 2 * sure) / 3, best.averageLogProbability(), 1e-4, "of its tokens and the end");
        assertThrows(IllegalArgumentException.class, () -> one.withBeams(0));
    }

    private static ScriptedSpeech fork() {
        ScriptedSpeech model = new ScriptedSpeech(20, script("ax"));
        model.behind = Map.of(
                ScriptedSpeech.NO_TIMES,
                Map.of((int) 'a', 9f, (int) 'b', 8.9f),
                (int) 'a',
                Map.of((int) 'x', 8f, (int) 'z', 7.9f),
                (int) 'b',
                Map.of((int) 'x', 0f, (int) 'y', 20f));
        return model;
    }

    @Test
    void beamsWriteWhatTheLikeliestTokensWriteWhereTheModelIsSure() {
        int[] first = script(time(0.1), "Hello.", time(0.6), time(0.6), " You?", time(1.2));
        ScriptedSpeech model = new ScriptedSpeech(20, first, script(time(0.2), " Bye."));
        List<Segment> greedy = transcribe(model, 2, TranscribeOptions.DEFAULT);
        model = new ScriptedSpeech(20, first, script(time(0.2), " Bye."));
        assertEquals(greedy, transcribe(model, 2, TranscribeOptions.DEFAULT.withBeams(5)));
        ScriptedSpeech ends =
                new ScriptedSpeech(20, script(time(0.1), "One.", time(0.6), ScriptedSpeech.END, " Two.", time(1.6)));
        List<Segment> asked = new ArrayList<>();
        float[] sound = new float[4 * RATE];
        Arrays.fill(sound, RATE, 2 * RATE + RATE / 2, 0.9f);
        new Transcriber(ends.bundle(), new LevelDetector(), TranscribeOptions.DEFAULT.withBeams(3))
                .transcribe(new SoundInMemory(sound), asked::add);
        assertEquals(List.of("One.", "Two."), asked.stream().map(Segment::text).toList());
    }

    @Test
    void whatIsUnlikelyInSilenceIsLeftOut() {
        ScriptedSpeech model = new ScriptedSpeech(0.5f, script(time(0), "Thanks for watching"));
        model.noSpeech = 30;
        assertEquals(List.of(), transcribe(model, 1, TranscribeOptions.DEFAULT));
    }

    @Test
    void unsureTextsAreDrawnAgainTheSameWay() {
        ScriptedSpeech model = new ScriptedSpeech(3, script(time(0), "abcdefgh"));
        List<Segment> once = transcribe(model, 1, TranscribeOptions.DEFAULT);
        assertEquals(1, once.getFirst().temperature());
        assertEquals(
                once, transcribe(new ScriptedSpeech(3, script(time(0), "abcdefgh")), 1, TranscribeOptions.DEFAULT));
    }

    @Test
    void repetitionsCompressWell() {
        assertTrue(SpeechDecoder.compression("so so so so so so so so so so so so so so so so so so") > 2.4);
        assertTrue(SpeechDecoder.compression("Ask not what your country can do for you.") < 2.4);
    }

    @Test
    void rulesKeepTimesInPairsAndRising() {
        TimestampRules rules =
                new TimestampRules(new ScriptedSpeech(1, script("x")).bundle().tokens(), true);
        assertTrue(allowed(rules).stream().allMatch(id -> id >= ScriptedSpeech.TIME), "a text begins with a time");
        assertTrue(!allowed(rules, time(0.5)).contains(time(0.5)), "a time is followed by a text");
        assertTrue(allowed(rules, time(0.5)).contains((int) 'a'));
        assertTrue(!allowed(rules, time(0.5), 'a').contains(time(0.5)), "a text takes time");
        assertTrue(allowed(rules, time(0.5), 'a').contains(time(0.52)));
        List<Integer> afterEnd = allowed(rules, time(0.5), 'a', time(0.9));
        assertTrue(
                afterEnd.contains(ScriptedSpeech.END) && afterEnd.contains(time(0.9)), "the next begins or all ends");
        assertTrue(!afterEnd.contains((int) 'a') && !afterEnd.contains(time(0.7)));
        assertTrue(!allowed(rules, time(0), 'a').contains((int) '*'), "never written");
        assertTrue(!allowed(rules, time(0), 'a').contains(ScriptedSpeech.NO_TIMES));
    }

    @Test
    void timesThatOutweighEveryWordWin() {
        TimestampRules rules =
                new TimestampRules(new ScriptedSpeech(1, script("x")).bundle().tokens(), true);
        float[] logits = new float[ScriptedSpeech.VOCABULARY];
        logits['b'] = 3; // e^3 against some ninety times of 1
        rules.apply(logits, new int[] {time(0), 'a'}, 2);
        assertEquals(Float.NEGATIVE_INFINITY, logits['b']);
        logits = new float[ScriptedSpeech.VOCABULARY];
        logits['b'] = 6;
        rules.apply(logits, new int[] {time(0), 'a'}, 2);
        assertEquals(6, logits['b']);
    }

    private static List<Integer> allowed(TimestampRules rules, int... written) {
        float[] logits = new float[ScriptedSpeech.VOCABULARY];
        Arrays.fill(logits, 0, ScriptedSpeech.TIME, 10); // else all times together would outweigh the words
        rules.apply(logits, written, written.length);
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > Float.NEGATIVE_INFINITY) {
                out.add(i);
            }
        }
        return out;
    }

    private static String written(TranscriptFormat format, Segment... segments) {
        StringWriter out = new StringWriter();
        TranscriptFormat.Writer w = format.to(new PrintWriter(out));
        for (Segment s : segments) {
            w.add(s);
        }
        w.finish(3700);
        return out.toString();
    }

    private static final Segment FIRST = new Segment(0.5, 2.0004, "Hi <you> & \"me\".", "en", -0.25, 0.01, 0);
    private static final Segment LAST = new Segment(3661.5, 3662.25, "Bye.", "en", -0.5, 0.02, 0.2);

    @Test
    void formatsAreTheUsualOnes() {
        assertEquals(
                "1\n00:00:00,500 --> 00:00:02,000\nHi <you> & \"me\".\n\n2\n01:01:01,500 --> 01:01:02,250\nBye.\n\n",
                written(TranscriptFormat.SRT, FIRST, LAST));
        assertEquals(
                "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nHi &lt;you&gt; &amp; \"me\".\n\n01:01:01.500 --> 01:01:02.250\nBye.\n\n",
                written(TranscriptFormat.VTT, FIRST, LAST));
        assertEquals(
                "Hi <you> & \"me\".\nBye.\n",
                written(TranscriptFormat.TXT, FIRST, LAST).replace("\r", ""));
        var json = Json.parse(written(TranscriptFormat.JSON, FIRST, LAST), "json");
        assertEquals("Hi <you> & \"me\". Bye.", json.get("text").asText());
        assertEquals("en", json.get("language").asText());
        assertEquals(3700, json.get("duration").asDouble());
        assertEquals(3661.5, json.get("segments").get(1).get("start").asDouble());
        assertEquals(-0.25, json.get("segments").get(0).get("avg_logprob").asDouble());
    }

    @Test
    void anEmptyTranscriptIsWellFormed() {
        assertEquals("", written(TranscriptFormat.SRT));
        assertEquals("", written(TranscriptFormat.TXT));
        assertEquals("WEBVTT\n\n", written(TranscriptFormat.VTT));
        var json = Json.parse(written(TranscriptFormat.JSON), "json");
        assertEquals(0, json.get("segments").size());
        assertEquals("", json.get("text").asText());
    }
}
