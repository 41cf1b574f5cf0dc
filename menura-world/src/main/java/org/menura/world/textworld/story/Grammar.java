package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;

/** The verbs of commands and the lines of tokens that may follow them. */
final class Grammar {
    /** What a token of a line stands for. */
    enum Kind {
        WORD,
        NOUN,
        HELD,
        MULTI,
        MULTIHELD,
        MULTIEXCEPT,
        MULTIINSIDE,
        CREATURE,
        DIRECTION,
        TOPIC;

        boolean allowsMany() {
            return this == MULTI || this == MULTIHELD || this == MULTIEXCEPT || this == MULTIINSIDE;
        }
    }

    /** A token: a kind of noun, or one of some words. */
    record Token(Kind kind, List<String> words) {}

    /** A line: tokens, and the action with its nouns in order or reversed. */
    record Line(List<Token> tokens, Action action, boolean reversed) {
        long nouns() {
            return tokens.stream().filter(t -> t.kind != Kind.WORD).count();
        }
    }

    private static final String STANDARD = """
            take carry hold: inventory > INVENTORY; all > TAKE_ALL; each > TAKE_ALL; everything > TAKE_ALL; NOUN > REMOVE; MULTI > TAKE; off NOUN > TAKE_OFF; NOUN off > TAKE_OFF; MULTIINSIDE from NOUN > REMOVE; MULTIINSIDE off NOUN > REMOVE
            get: out/off/down/up > EXIT; in/on > ENTER; all > TAKE_ALL; each > TAKE_ALL; everything > TAKE_ALL; MULTI > TAKE; in/into/on/onto NOUN > ENTER; off/down NOUN > GET_OFF; MULTIINSIDE from NOUN > REMOVE
            pick: up all > TAKE_ALL; up each > TAKE_ALL; up everything > TAKE_ALL; up MULTI > TAKE; MULTI up > TAKE
            stand: > EXIT; up > EXIT; on NOUN > ENTER
            remove: HELD > TAKE_OFF; MULTIINSIDE from NOUN > REMOVE
            shed doff disrobe: HELD > TAKE_OFF
            wear don: HELD > WEAR
            put: on HELD > WEAR; HELD on > WEAR; down MULTIHELD > DROP; MULTIHELD down > DROP; MULTIEXCEPT in/inside/into NOUN > INSERT; MULTIEXCEPT on/onto NOUN > PUT
            insert: MULTIEXCEPT in/into NOUN > INSERT
            drop throw discard: MULTIHELD > DROP; HELD at/against NOUN > THROW_AT; MULTIEXCEPT in/into/down NOUN > INSERT; MULTIEXCEPT on/onto NOUN > PUT
            give pay offer feed: CREATURE HELD > -GIVE; HELD to CREATURE > GIVE
            show present display: CREATURE HELD > -SHOW; HELD to CREATURE > SHOW
            go walk run: > GO; DIRECTION > GO; NOUN > ENTER; into/in/inside/through NOUN > ENTER
            inventory i inv: > INVENTORY
            look l: > LOOK; NOUN > EXAMINE; at NOUN > EXAMINE; inside/in/into/through NOUN > SEARCH; under NOUN > LOOK_UNDER; up TOPIC in NOUN > -CONSULT
            consult: NOUN on/about TOPIC > CONSULT
            open unwrap uncover: NOUN > OPEN; NOUN with HELD > UNLOCK
            close shut cover: NOUN > CLOSE; up NOUN > CLOSE; off NOUN > SWITCH_OFF
            enter cross: > ENTER; NOUN > ENTER
            sit: on/in/inside NOUN > ENTER; on top of NOUN > ENTER
            exit leave out: > EXIT
            examine x watch describe check: NOUN > EXAMINE
            read: NOUN > EXAMINE; about TOPIC in NOUN > -CONSULT; TOPIC in NOUN > -CONSULT
            yes y: > YES
            no: > NO
            sorry: > SORRY
            search: NOUN > SEARCH
            wave: > WAVE_HANDS; NOUN > WAVE
            set adjust: NOUN to TOPIC > SET_TO
            pull drag: NOUN > PULL
            push move shift clear press: NOUN > PUSH
            turn rotate twist unscrew screw: NOUN > TURN; NOUN on > SWITCH_ON; on NOUN > SWITCH_ON; NOUN off > SWITCH_OFF; off NOUN > SWITCH_OFF
            switch: NOUN > SWITCH_ON; on NOUN > SWITCH_ON; NOUN on > SWITCH_ON; NOUN off > SWITCH_OFF; off NOUN > SWITCH_OFF
            lock: NOUN with HELD > LOCK
            unlock: NOUN with HELD > UNLOCK
            attack break smash hit fight torture wreck crack destroy murder kill punch thump: NOUN > ATTACK
            wait z: > WAIT
            answer say shout speak: TOPIC to CREATURE > -ANSWER
            tell: CREATURE about TOPIC > TELL
            ask: CREATURE about TOPIC > ASK; CREATURE for NOUN > ASK_FOR
            eat: HELD > EAT
            sleep nap: > SLEEP
            climb scale: NOUN > CLIMB; up/over NOUN > CLIMB
            buy purchase: NOUN > BUY
            squeeze squash: NOUN > SQUEEZE
            swing: NOUN > SWING; on NOUN > SWING
            wake awake awaken: > WAKE; up > WAKE; CREATURE > WAKE_OTHER; CREATURE up > WAKE_OTHER; up CREATURE > WAKE_OTHER
            kiss embrace hug: CREATURE > KISS
            think: > THINK
            smell sniff: > SMELL; NOUN > SMELL
            listen: > LISTEN; to NOUN > LISTEN
            hear: NOUN > LISTEN
            taste: NOUN > TASTE
            touch feel: NOUN > TOUCH_IT
            rub shine polish sweep clean dust wipe scrub: NOUN > RUB
            tie attach fasten: NOUN to NOUN > TIE
            burn light: NOUN > BURN
            jump skip hop: > JUMP
            goal: > GOAL
            help: > HELP
            restrict: commands > RESTRICT
            score: > SCORE
            nouns: > PRONOUNS
            pronouns: > PRONOUNS
            verify: > VERIFY
            superbrief: > SUPERBRIEF
            short: > SUPERBRIEF
            verbose: > VERBOSE
            long: > VERBOSE
            brief: > BRIEF
            normal: > BRIEF
            notify: > NOTIFY_ON; on > NOTIFY_ON; off > NOTIFY_OFF
            version: > VERSION
            script: > OUT_OF_PLAY; on > OUT_OF_PLAY; off > OUT_OF_PLAY
            transcript: > OUT_OF_PLAY; on > OUT_OF_PLAY; off > OUT_OF_PLAY
            quit: > OUT_OF_PLAY
            q: > OUT_OF_PLAY
            save: > OUT_OF_PLAY
            restart: > OUT_OF_PLAY
            restore: > OUT_OF_PLAY
            """;

    private static final String PLAIN = """
            drink swallow sip: NOUN > DRINK
            cut slice prune chop: NOUN > CUT
            """;

    private static final String COOKING = """
            drink swallow sip: NOUN > DRINK_CARRIED
            cut: NOUN > CUT
            prepare: meal > PREPARE
            slice: NOUN with/using NOUN > SLICE
            dice: NOUN with/using NOUN > DICE
            chop: NOUN with/using NOUN > CHOP
            cook: NOUN with/in/on/using NOUN > COOK
            """;

    private final Map<String, List<Line>> lines = new LinkedHashMap<>();
    private final Set<String> prepositions = new HashSet<>();

    Grammar(boolean cooking) {
        (STANDARD + (cooking ? COOKING : PLAIN)).lines().forEach(this::verbs);
    }

    private void verbs(String line) {
        int colon = line.indexOf(':');
        List<Line> of = new ArrayList<>();
        for (String alternative : line.substring(colon + 1).split(";")) {
            String[] sides = alternative.split(">", -1);
            List<Token> tokens = new ArrayList<>();
            for (String token : sides[0].trim().split(" ")) {
                if (!token.isEmpty()) {
                    tokens.add(token(token));
                }
            }
            String action = sides[1].trim();
            boolean reversed = action.startsWith("-");
            of.add(new Line(tokens, Action.valueOf(reversed ? action.substring(1) : action), reversed));
        }
        for (String verb : line.substring(0, colon).split(" ")) {
            if (lines.put(Words.entry(verb), of) != null) {
                throw new FormatException("The verb '" + verb + "' is defined twice");
            }
        }
    }

    private Token token(String token) {
        if (Character.isUpperCase(token.charAt(0))) {
            return new Token(Kind.valueOf(token), List.of());
        }
        List<String> words = Arrays.stream(token.split("/")).map(Words::entry).toList();
        prepositions.addAll(words);
        return new Token(Kind.WORD, words);
    }

    boolean isVerb(String word) {
        return lines.containsKey(word);
    }

    List<Line> lines(String verb) {
        return lines.getOrDefault(verb, List.of());
    }

    boolean isPreposition(String word) {
        return prepositions.contains(word);
    }
}
