package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.world.textworld.story.Grammar.Kind;
import org.menura.world.textworld.story.Grammar.Line;
import org.menura.world.textworld.story.Grammar.Token;

/** Understands commands by the lines of the grammar, as Inform's parser does. */
final class Parser {
    private static final Set<String> THEN = Set.of("then", ".", ",");
    private static final Set<String> AND = Set.of("and", ",");
    private static final Set<String> BUT = Set.of("but", "except");

    private final Story story;
    private final Refusals refusals;
    private final Address address;

    Parser(Story story) {
        this.story = story;
        refusals = new Refusals(story);
        address = new Address(story);
    }

    /**
     * Parses the words of a command.
     *
     * @return the command, or null if it is not understood, which is said then
     * @throws Question if the player must be asked, which is said then
     */
    @Nullable
    Command parse(List<String> words) {
        if (words.isEmpty()) {
            story.printer.sayLine("I beg your pardon?");
            return null;
        }
        Parsing p = new Parsing(story, words);
        Nouns nouns = new Nouns(story, p);
        String verb = words.getFirst();
        if (verb.equals(",")) {
            story.printer.sayLine("You can't begin with a comma.");
            return null;
        }
        boolean isVerb = story.grammar.isVerb(verb);
        Command go = isVerb ? null : direction(p);
        if (go != null || p.best == Refusal.UP_TO) {
            return go;
        }
        if (address.isIn(words)) {
            List<String> said = address.read(words);
            return said == null ? null : parse(said);
        }
        if (!isVerb) {
            refusals.say(Refusal.VERB, "", p);
            return null;
        }
        String understood = "";
        for (Line line : story.grammar.lines(verb)) {
            p.begin(line);
            Command command = tryLine(p, nouns);
            if (command != null) {
                return command;
            }
            if (p.refusal == Refusal.UP_TO) {
                p.token = line.tokens().size() + 1;
                understood = p.commandSoFar();
            }
            p.best = p.refusal.compareTo(p.best) > 0 ? p.refusal : p.best;
            boolean takesAll = line.action() == Action.TAKE && line.nouns() == 1 && p.all;
            if (takesAll && p.refusal == Refusal.NOTHING) {
                break;
            }
        }
        refusals.say(p.best, understood, p);
        return null;
    }

    private @Nullable Command direction(Parsing p) {
        Thing found = null;
        for (Thing direction : story.world.directions) {
            int length = Search.matched(direction, p.words, 0);
            if (length > 0) {
                found = direction;
                p.wn = length + 1;
            }
        }
        if (found == null) {
            return null;
        }
        if (p.atEnd()) {
            return new Command(Action.GO, found, null, List.of(), false, List.of());
        }
        if (THEN.contains(p.words.get(p.wn - 1))) {
            return new Command(Action.GO, found, null, List.of(), false, p.words.subList(p.wn, p.words.size()));
        }
        p.best = Refusal.UP_TO;
        story.printer.sayLine(
                "I only understood you as far as wanting to (go) " + p.words.getFirst() + " " + found.name + ".");
        return null;
    }

    private @Nullable Command tryLine(Parsing p, Nouns nouns) {
        if (!lookAhead(p, nouns)) {
            p.refusal = Refusal.STUCK;
            return null;
        }
        p.restart();
        if (!endsRight(p)) {
            return null;
        }
        for (Token token : p.line.tokens()) {
            p.token++;
            boolean fits = token.kind() == Kind.WORD ? word(p, token) : noun(p, nouns, token);
            if (!fits) {
                return null;
            }
        }
        p.token++;
        return finish(p);
    }

    /** Looks ahead for the second noun, which tells which first nouns make sense; false if its preposition is missing. */
    private boolean lookAhead(Parsing p, Nouns nouns) {
        int nounsBefore = 0;
        for (int i = 0; i < p.line.tokens().size(); i++) {
            Token token = p.line.tokens().get(i);
            if (token.kind() == Kind.WORD) {
                continue;
            }
            nounsBefore++;
            if ((token.kind() == Kind.MULTIEXCEPT || token.kind() == Kind.MULTIINSIDE) && nounsBefore == 1) {
                return lookPast(p, nouns, i + 1);
            }
        }
        return true;
    }

    private boolean lookPast(Parsing p, Nouns nouns, int index) {
        Token next = p.token(index);
        if (next == null || next.kind() != Kind.WORD) {
            return true;
        }
        nextPreposition(p, p.words.size() + 1);
        if (p.atEnd()) {
            return true;
        }
        int at = index;
        String word = p.words.get(p.wn - 2);
        while (next != null && next.kind() == Kind.WORD) {
            if (next.words().contains(word)) {
                next = p.token(++at);
                word = p.atEnd() ? word : p.words.get(p.wn++ - 1);
            } else {
                // As in the original, the last word is not looked at, but where it is the only one left.
                nextPreposition(p, p.words.size());
                word = p.wn - 2 < p.words.size() ? p.words.get(p.wn - 2) : "";
                if (!story.grammar.isPreposition(word)) {
                    return false;
                }
            }
        }
        p.wn--;
        look(p, nouns, next);
        return true;
    }

    /** Goes past words up to a preposition or up to an end. */
    private void nextPreposition(Parsing p, int end) {
        String word;
        do {
            word = p.next();
        } while (p.wn < end && (word == null || !story.grammar.isPreposition(word)));
    }

    private void look(Parsing p, Nouns nouns, @Nullable Token token) {
        if (token == null || token.kind() != Kind.NOUN) {
            return;
        }
        Descriptors.read(p);
        p.parameters = 1;
        p.token = p.line.tokens().size();
        Thing found = nouns.find(Kind.NOUN, false);
        p.parameters = 0;
        p.warning = found;
    }

    /** Returns whether the last word is right, if the line ends with a word. */
    private static boolean endsRight(Parsing p) {
        List<Token> tokens = p.line.tokens();
        if (tokens.isEmpty() || tokens.getLast().kind() != Kind.WORD) {
            return true;
        }
        return p.words.size() > 1 && tokens.getLast().words().contains(p.words.getLast());
    }

    private static boolean word(Parsing p, Token token) {
        if (p.atEnd()) {
            if (p.inferFrom == 0 && p.parameters < p.line.nouns()) {
                p.inferFrom = p.token;
            }
            if (p.inferFrom == 0) {
                return false;
            }
            p.pattern[p.token] = token.words().getFirst();
            return true;
        }
        String word = p.next();
        p.pattern[p.token] = word;
        return word != null && token.words().contains(word);
    }

    private boolean noun(Parsing p, Nouns nouns, Token token) {
        if (token.kind() == Kind.TOPIC) {
            return topic(p);
        }
        p.dontInfer = false;
        if (token.kind().allowsMany() && !p.manySeen) {
            p.manySeen = true;
            p.best = p.best == Refusal.MANY ? Refusal.STUCK : p.best;
        }
        boolean plus = true;
        boolean many = false;
        Thing single = null;
        List<Thing> listed = new ArrayList<>();
        while (true) {
            int descriptorsAt = p.wn;
            Descriptors.read(p);
            Thing found = find(p, nouns, token, descriptorsAt);
            if (found == null && !p.foundMany) {
                fail(p);
                return false;
            }
            if (token.kind() == Kind.CREATURE && found != null && !found.isA("person")) {
                p.refusal = Refusal.NOT_ANIMATE;
                return false;
            }
            if (p.foundMany) {
                many = true;
                for (Thing thing : List.copyOf(p.many)) {
                    change(listed, thing, plus);
                }
                p.many.clear();
            } else if (found != null) {
                single = found;
                change(listed, found, plus);
            }
            p.wn = p.from + nouns.length();
            String next = p.peek();
            boolean but = next != null && BUT.contains(next);
            if (next == null || !AND.contains(next) && !but) {
                break;
            }
            if (!token.kind().allowsMany()) {
                if (p.manySeen) {
                    return pass(p, single);
                }
                p.refusal = Refusal.MANY;
                return false;
            }
            plus ^= but;
            many = true;
            p.dontInfer = true;
            p.inferFrom = 0;
            p.wn++;
        }
        if (!many) {
            return pass(p, single);
        }
        p.many.addAll(listed);
        p.manyKind = token.kind();
        p.isMany[Math.min(p.parameters, 1)] = true;
        p.pattern[p.token] = "those things";
        p.parameters++;
        return true;
    }

    private static void change(List<Thing> listed, Thing thing, boolean plus) {
        if (plus && !listed.contains(thing)) {
            listed.add(thing);
        } else if (!plus) {
            listed.remove(thing);
        }
    }

    private static boolean pass(Parsing p, @Nullable Thing thing) {
        p.noun[Math.min(p.parameters, 1)] = thing;
        p.pattern[p.token] = thing;
        p.parameters++;
        return true;
    }

    /** Finds a noun; descriptors that lead nowhere are read as part of its name. */
    private static @Nullable Thing find(Parsing p, Nouns nouns, Token token, int descriptorsAt) {
        boolean described = p.wn != descriptorsAt;
        Thing found = nouns.find(token.kind(), true);
        boolean empty = found != null && nouns.length() == 0 || found == null && !p.foundMany;
        if (described && empty && !p.plural && descriptorsAt <= p.words.size()) {
            p.clearDescriptors();
            p.wn = descriptorsAt;
            return nouns.find(token.kind(), true);
        }
        if (found == null && !p.foundMany && p.plural && nouns.foundNone()) {
            p.foundMany = true;
        }
        return found;
    }

    private void fail(Parsing p) {
        if (p.refusal == Refusal.TOO_FEW || p.refusal == Refusal.MANY && !p.manySeen) {
            return;
        }
        String word = p.from <= p.words.size() ? p.words.get(p.from - 1) : "";
        boolean pronoun = story.isPronoun(word);
        p.pronoun = pronoun ? word : p.pronoun;
        Refusal refusal = pronoun ? story.pronoun(word) == null ? Refusal.VAGUE : Refusal.IT_GONE : Refusal.CANNOT_SEE;
        p.refusal = p.plural && !p.manySeen ? Refusal.MANY : refusal;
    }

    private static boolean topic(Parsing p) {
        int start = p.wn;
        Token next = p.token(p.token);
        while (!p.atEnd() && !(next != null && next.words().contains(p.words.get(p.wn - 1)))) {
            p.wn++;
        }
        Action action = p.line.action();
        boolean told = action == Action.ANSWER || action == Action.ASK || action == Action.TELL;
        if (p.wn == start || next != null && p.atEnd() && !told) {
            return false;
        }
        p.pattern[p.token] = String.join(" ", p.words.subList(start - 1, p.wn - 1));
        p.parameters++;
        return true;
    }

    private @Nullable Command finish(Parsing p) {
        List<String> rest = List.of();
        if (!p.atEnd()) {
            if (!THEN.contains(p.words.get(p.wn - 1))) {
                p.refusal = Refusal.UP_TO;
                return null;
            }
            rest = p.words.subList(p.wn, p.words.size());
        }
        boolean manyMeant = p.isMany[0] || p.isMany[1];
        if (manyMeant) {
            Thing other = p.isMany[0] ? p.noun[1] : p.noun[0];
            p.many.removeIf(thing -> p.manyKind == Kind.MULTIEXCEPT && thing == other
                    || p.manyKind == Kind.MULTIINSIDE && (other == null || !thing.isIn(other)));
            if (p.many.isEmpty()) {
                p.refusal = Refusal.NOTHING;
                p.emptied = p.line.action() == Action.REMOVE ? other : null;
                return null;
            }
        }
        if (p.inferFrom != 0) {
            story.printer.print("(" + p.inferred(p.inferFrom) + ")\n");
            story.printer.clear();
        }
        Thing first = p.noun[0];
        if (first != null) {
            story.notice(first);
        }
        boolean reversed = p.line.reversed();
        return new Command(
                p.line.action(),
                reversed ? p.noun[1] : first,
                reversed ? first : p.noun[1],
                manyMeant ? List.copyOf(p.many) : List.of(),
                p.isMany[1] != reversed && manyMeant,
                rest);
    }
}
