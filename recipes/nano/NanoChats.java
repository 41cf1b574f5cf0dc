package org.menura.recipes.nano;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests with answers. Most answers are stories of the corpus or sentences of them, and the requests are made from them:
 * some of their words, whom they are about, how they begin or end. The others are small talk and tasks that a program can
 * set.
 */
final class NanoChats {
    /** Short stories say sooner what they were asked for, and more of them are seen in the same time. */
    private static final int MOST_WORDS = 130;

    /** Of each so many sentences one is asked for by its words. */
    private static final int SENTENCES = 2;

    /** Requests for words that are made from each story. */
    private static final int PER_STORY = 3;

    private static final Pattern SENTENCE = Pattern.compile("[^.!?\n]+[.!?]+\"?");
    private static final Pattern NAMED =
            Pattern.compile("\\b(an?|the) ((?:[a-z]+ ){1,3})(?:named|called) ([A-Z][a-z]+)");

    private final NanoWords words;
    private final Random random;
    private final NanoSwaps swaps = new NanoSwaps();
    private final Set<Set<String>> triples = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    NanoChats(NanoWords words, long seed) {
        this.words = words;
        this.random = new Random(seed);
    }

    /** Three words each that some request asked for; known once the chats are made. */
    Set<Set<String>> triples() {
        return triples;
    }

    /** To instruct with: short stories, and a little of everything else. A line of JSON each. */
    String chats(List<String> stories) {
        for (String story : stories) {
            if (story.split("\\s+").length <= MOST_WORDS) {
                for (int i = 0; i < PER_STORY; i++) {
                    withWords(i % 2 == 0 ? story : swaps.swap(story, random), 7);
                }
                one(story);
            }
        }
        for (String story : stories) {
            sentences(story, SENTENCES);
        }
        for (int i = 0; i < 1200; i++) {
            smallTalk();
        }
        return shuffled();
    }

    /**
     * To pre-train with: each story many times, asked for by other words each time, and mostly with other things in it. A
     * line of JSON each.
     */
    String lessons(List<String> stories, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (String story : stories) {
                withWords(random.nextInt(4) == 0 ? story : swaps.swap(story, random), 5);
            }
        }
        return shuffled();
    }

    /** To pre-train with: what is short and needs a look at the request. A line of JSON each. */
    String tasks(List<String> stories, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (String story : stories) {
                sentences(swaps.swap(story, random), 6);
                one(story);
                repeat(1 + random.nextInt(6));
            }
        }
        for (int i = 0; i < 2000; i++) {
            smallTalk();
        }
        return shuffled();
    }

    private String shuffled() {
        Collections.shuffle(lines, random);
        String all = String.join("", lines);
        lines.clear();
        return all;
    }

    /** Three words in so many of ten cases. */
    private void withWords(String story, int three) {
        int count = random.nextInt(10) < three ? 3 : List.of(1, 2, 4, 5).get(random.nextInt(4));
        List<NanoWords.Word> asked = pick(story, count);
        if (asked.isEmpty()) {
            return;
        }
        if (random.nextInt(3) > 0) {
            inOrder(asked, story);
        }
        noteTriple(asked);
        List<String> chat = new ArrayList<>();
        if (random.nextInt(25) == 0) {
            greet(chat);
        }
        chat.add(NanoRequests.withWords(asked, random));
        chat.add(story);
        add(chat);
    }

    private void noteTriple(List<NanoWords.Word> asked) {
        if (asked.size() == 3) {
            Set<String> triple = new TreeSet<>();
            asked.forEach(w -> triple.add(w.text()));
            triples.add(triple);
        }
    }

    /** Some words of a story: mostly nouns, rare ones and those that it repeats sooner than others. */
    private List<NanoWords.Word> pick(String story, int count) {
        Map<NanoWords.Word, Integer> there = words.in(story);
        List<NanoWords.Word> chosen = new ArrayList<>();
        boolean nouns = random.nextInt(3) > 0;
        while (chosen.size() < count) {
            NanoWords.Word best = null;
            double highest = 0;
            for (Map.Entry<NanoWords.Word, Integer> e : there.entrySet()) {
                NanoWords.Word w = e.getKey();
                boolean taken = chosen.stream()
                        .anyMatch(c -> c.text().startsWith(w.text()) || w.text().startsWith(c.text()));
                if (!taken && (w.isNoun() || !nouns)) {
                    double weight = Math.min(4, e.getValue()) * Math.pow(w.stories() + 20, -0.35);
                    double key = Math.pow(random.nextDouble(), 1 / weight);
                    if (key > highest) {
                        highest = key;
                        best = w;
                    }
                }
            }
            if (best == null) {
                return List.of();
            }
            chosen.add(best);
        }
        return chosen;
    }

    /** Words are mostly asked for in the order in which they come, which is easier to learn than any order. */
    private static void inOrder(List<NanoWords.Word> asked, String text) {
        asked.sort(Comparator.comparingInt(w -> NanoWords.place(w, text)));
    }

    /** Sentences with some words: little to read, and most of it was asked for. */
    private void sentences(String story, int oneIn) {
        Matcher m = SENTENCE.matcher(story);
        while (m.find()) {
            String sentence = m.group().strip();
            int length = sentence.split(" ").length;
            if (random.nextInt(oneIn) > 0 || length < 5 || length > 18 || sentence.contains("\"")) {
                continue;
            }
            List<NanoWords.Word> asked = pick(sentence, 1 + (1 + random.nextInt(5)) / 2);
            if (!asked.isEmpty()) {
                inOrder(asked, sentence);
                noteTriple(asked);
                add(NanoRequests.sentence(asked, random), sentence);
            }
        }
    }

    /** One more request for a story, of another kind. */
    private void one(String story) {
        List<String> sentences = new ArrayList<>();
        Matcher m = SENTENCE.matcher(story);
        while (m.find()) {
            sentences.add(m.group().strip());
        }
        String first = sentences.getFirst();
        String last = sentences.getLast();
        Matcher named = NAMED.matcher(story.substring(0, Math.min(story.length(), 200)));
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (named.find()) {
                    add(NanoRequests.about(named.group(1) + " " + named.group(2), named.group(3), random), story);
                }
            }
            case 2 -> {
                if (sentences.size() > 4 && story.startsWith(first)) {
                    int end = random.nextBoolean()
                            ? first.length()
                            : story.indexOf(sentences.get(1)) + sentences.get(1).length();
                    add(
                            NanoRequests.of(NanoRequests.CONTINUE, random)
                                    .formatted(story.substring(0, end).strip()),
                            story.substring(end).strip());
                }
            }
            case 3 -> {
                if (last.split(" ").length <= 12 && !last.contains("\"") && story.endsWith(last)) {
                    add(NanoRequests.of(NanoRequests.END, random).formatted(last), story);
                }
            }
            case 4 -> {
                String[] begin = first.split(" ");
                if (begin.length > 6 && !first.contains("\"")) {
                    String some = String.join(" ", List.of(begin).subList(0, 3 + random.nextInt(4)));
                    add(NanoRequests.of(NanoRequests.BEGIN, random).formatted(some), story);
                }
            }
            case 5 -> add(NanoRequests.of(NanoRequests.ANY, random), story);
            default -> {
                if (named.find()) {
                    int end = story.indexOf('.', named.end());
                    String kind = named.group(2).strip();
                    String noun = kind.substring(kind.lastIndexOf(' ') + 1);
                    if (end > 0 && end < 300) {
                        add(
                                story.substring(0, end + 1) + " What is the name of the " + noun + "?",
                                "The " + noun + "'s name is " + named.group(3) + ".");
                    }
                }
            }
        }
    }

    private void smallTalk() {
        List<String> chat = new ArrayList<>();
        switch (random.nextInt(6)) {
            case 0 -> greet(chat);
            case 1 -> {
                chat.add(NanoRequests.of(NanoRequests.WHO, random));
                chat.add("I am Nano, a very small language model. I tell short stories for children.");
            }
            case 2 -> {
                chat.add(NanoRequests.of(NanoRequests.THANKS, random));
                chat.add("You are welcome! Just ask when you want another story.");
            }
            case 3 -> {
                int to = 3 + random.nextInt(8);
                chat.add(NanoRequests.of(NanoRequests.COUNT, random).formatted(NanoRequests.NUMBERS.get(to - 1)));
                String counted = String.join(", ", NanoRequests.NUMBERS.subList(0, to)) + ".";
                chat.add(Character.toUpperCase(counted.charAt(0)) + counted.substring(1));
            }
            default -> {
                repeat(1 + random.nextInt(4));
                return;
            }
        }
        add(chat);
    }

    private void repeat(int count) {
        List<NanoWords.Word> all = words.all();
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get(random.nextInt(all.size())).text());
        }
        String list = String.join(", ", some);
        add(
                NanoRequests.of(NanoRequests.REPEAT, random).formatted(list),
                Character.toUpperCase(list.charAt(0)) + list.substring(1) + ".");
    }

    private void greet(List<String> chat) {
        chat.add(NanoRequests.of(NanoRequests.HELLO, random));
        chat.add("Hello! Which story shall I tell you?");
    }

    private void add(String request, String answer) {
        add(List.of(request, answer));
    }

    private void add(List<String> turns) {
        lines.add("{\"messages\": " + Json.messages(turns) + "}\n");
    }

    /** JSON of conversations. */
    static final class Json {
        private Json() {}

        /** Turns of the user and the assistant, in this order. */
        static String messages(List<String> turns) {
            List<String> out = new ArrayList<>();
            for (int i = 0; i < turns.size(); i++) {
                out.add("{\"role\": \"%s\", \"content\": %s}"
                        .formatted(i % 2 == 0 ? "user" : "assistant", quoted(turns.get(i))));
            }
            return "[" + String.join(", ", out) + "]";
        }

        static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
    }
}
