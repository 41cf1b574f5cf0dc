package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.world.textworld.game.Event;
import org.menura.world.textworld.game.Game;
import org.menura.world.textworld.game.Quest;

/** A story being told: it takes commands, prints what comes of them, and counts turns and score. */
public final class Story {
    private static final int PIECE = 200;
    private static final int SCREEN = 127;
    private static final Set<String> PRONOUNS = Set.of("it", "him", "her", "them");
    private static final Set<String> AGAIN = Set.of("again", "g");
    private static final String FINAL_QUESTION =
            "Would you like to RESTART, RESTORE a saved game, QUIT or UNDO the last command?";

    final World world;
    final Printer printer = new Printer();
    final Speech speech = new Speech(this);
    final Template.Teller teller = new Telling(this);
    final Grammar grammar;
    final boolean cooking;

    private final Parser parser = new Parser(this);
    private final Acts acts;
    private final Game game;
    private final Template objective;
    private final List<Quests> quests = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private @Nullable Question question;
    private String spoken = "";
    private List<String> repeatable = List.of();
    private boolean firstTurnOver;
    private @Nullable Thing it;
    /** The action that goes on or, between commands, the last one. */
    private Action action = Action.WAIT;
    private boolean listing;
    private int score;
    private int notifiedScore;
    private int toldScore;
    private int turns = 1;
    private boolean lost;
    private boolean won;
    private String status = "";

    /** A quest and whether it is completed. */
    private static final class Quests {
        final Quest quest;
        final List<List<Statement>> wins;
        final List<List<Statement>> failures;
        boolean completed;

        Quests(Quest quest, Game game) {
            this.quest = quest;
            wins = statements(quest.wins(), game);
            failures = statements(quest.failures(), game);
        }

        private static List<List<Statement>> statements(List<Event> events, Game game) {
            List<List<Statement>> all = new ArrayList<>();
            for (Event event : events) {
                List<Statement> conditions = new ArrayList<>();
                event.conditions().forEach(fact -> {
                    game.logic().say(fact).filter(s -> !s.isBlank()).map(Statement::parse).ifPresent(conditions::add);
                    if (fact.name().equals("closed")) {
                        conditions.add(Statement.parse("the " + fact.argument(0).name() + " is unlocked"));
                    }
                });
                all.add(conditions);
            }
            return all;
        }
    }

    /**
     * Prepares the story of a game.
     *
     * @throws FormatException if the game has something that is not known
     */
    public Story(Game game) {
        this.game = game;
        String code = game.logic().code();
        cooking = code.contains("Preparing meal is an action");
        if (!cooking && code.contains("is an action applying to")) {
            throw new FormatException("The game's knowledge base adds actions in Inform 7 that are not known");
        }
        world = new World(game);
        grammar = new Grammar(cooking);
        acts = new Acts(this);
        objective = Template.inPieces(game.objective(), PIECE);
        game.quests().forEach(quest -> quests.add(new Quests(quest, game)));
    }

    /** Begins: returns the banner, the objective and the first room. */
    public String begin() {
        printer.print("\n\n\n\n" + Banner.TEXT + "\n");
        printer.begin();
        sayObjective();
        printer.newLine();
        acts.perform(Action.LOOK, null, null);
        prompt();
        return printer.take();
    }

    /** Takes a command; returns what is printed until the next is awaited. */
    public String tell(String command) {
        if (isOver()) {
            throw new IllegalStateException("The story is over");
        }
        events.clear();
        firstTurnOver = false;
        printer.newLine();
        List<String> words = Words.of(command);
        spoken = command.trim().toLowerCase(Locale.ROOT);
        Question asked = question;
        question = null;
        if (asked != null && !words.isEmpty() && !grammar.isVerb(words.getFirst())) {
            List<String> whole = new ArrayList<>(asked.before);
            whole.addAll(words);
            whole.addAll(asked.after);
            words = whole;
            spoken = String.join(" ", whole);
        }
        while (true) {
            List<String> rest = turn(words);
            if (isOver()) {
                end();
                return printer.take();
            }
            if (rest.isEmpty()) {
                prompt();
                return printer.take();
            }
            words = rest;
        }
    }

    /** Plays a turn; returns the words of further commands. */
    private List<String> turn(List<String> said) {
        List<String> words = said;
        if (!words.isEmpty() && AGAIN.contains(words.getFirst())) {
            if (repeatable.isEmpty()) {
                printer.sayLine("You can hardly repeat that.");
                return List.of();
            }
            words = repeatable;
            spoken = String.join(" ", words);
        }
        repeatable = words.isEmpty() ? repeatable : words;
        Command command;
        try {
            command = parser.parse(words);
        } catch (Question asked) {
            question = asked;
            return List.of();
        }
        if (command == null) {
            return List.of();
        }
        acts.perform(command);
        if (!command.action().isMeta()) {
            boolean first = !firstTurnOver;
            firstTurnOver = true;
            everyTurn();
            if (!lost) {
                toldScore = first ? score : toldScore;
                turns++;
                notifyScore();
            }
        }
        return command.rest();
    }

    private void everyTurn() {
        for (Quests each : quests) {
            if (each.completed) {
                continue;
            }
            if (each.failures.stream().anyMatch(this::all)) {
                lost = true;
                return;
            }
            if (each.wins.stream().anyMatch(this::all)) {
                score += each.quest.reward();
                each.completed = !each.quest.repeatable();
            }
        }
    }

    private boolean all(List<Statement> conditions) {
        return conditions.stream().allMatch(c -> c.holds(world));
    }

    private void notifyScore() {
        if (score != notifiedScore) {
            int change = score - notifiedScore;
            printer.say(
                    (change > 0 ? "Your score has just gone up by " : "Your score changed by ")
                            + Numbers.inWords(change)
                            + (Math.abs(change) <= 1 ? " point." : " points."));
            printer.newLine();
            notifiedScore = score;
        }
        List<Quests> needed = quests.stream().filter(q -> q.quest.isNeeded()).toList();
        won = !needed.isEmpty() && needed.stream().allMatch(q -> q.completed);
    }

    private void prompt() {
        printer.breakBeforePrompt();
        status = world.location().name + score + "/" + turns;
    }

    private void end() {
        printer.divide();
        String headline = won ? "*** The End ***" : "*** You lost! ***";
        printer.print("\n" + " ".repeat((SCREEN - headline.length()) / 2 - 1) + headline);
        printer.begin();
        printer.divide();
        printer.newLine();
        String count = ", in " + turns + " turn" + (turns == 1 ? "." : "s.");
        printer.sayLine(
                game.isUnbounded()
                        ? "You scored a total of " + score + (score == 1 ? " point" : " points") + count
                        : "You scored " + score + " out of a possible " + game.maxScore() + count);
        printer.divide();
        printer.print("\n" + FINAL_QUESTION + "\n");
        status = world.location().name + status.substring(Math.max(0, status.lastIndexOf("=-") + 2));
    }

    /** Returns whether the game is won or lost. */
    public boolean isOver() {
        return won || lost;
    }

    /** Returns whether the game is won. */
    public boolean isWon() {
        return won;
    }

    /** Returns the score as the original reports it: after the first turn of a command, not after the turn that loses. */
    public int score() {
        return toldScore;
    }

    /** Returns the status line: the room, the score and the turn, as they were when a command was last awaited. */
    public String status() {
        return status;
    }

    /** Returns the events of the last command that succeeded, such as {@code taking the key}, in order. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** Notes an event; those after the first turn of a line of commands are not told, as in the original. */
    void happened(String event) {
        if (!firstTurnOver) {
            events.add(event);
        }
    }

    boolean hasWord(String word) {
        return Words.of(spoken).contains(word);
    }

    @Nullable Thing noun() {
        return acts.noun();
    }

    String scoreSoFar() {
        String count = ", in " + turns + " turn" + (turns == 1 ? "." : "s.");
        return game.isUnbounded()
                ? "You have so far scored " + score + (score == 1 ? " point" : " points") + count
                : "You have so far scored " + score + " out of a possible " + game.maxScore() + count;
    }

    void sayObjective() {
        printer.begin();
        objective.say(teller, world.player);
    }

    Action action() {
        return action;
    }

    void setAction(Action now) {
        action = now;
    }

    boolean isListing() {
        return listing;
    }

    void setListing(boolean now) {
        listing = now;
    }

    boolean isPronoun(String word) {
        return PRONOUNS.contains(word);
    }

    @Nullable Thing pronoun(String word) {
        return word.equals("it") ? it : null;
    }

    void notice(Thing thing) {
        if (thing != world.player) {
            it = thing;
        }
    }

    /** Returns how likely the player means an action on some things: 0 very unlikely to 4 very likely, 2 usually. */
    int likelihood(Action meant, @Nullable Thing noun, @Nullable Thing second) {
        boolean cutting = meant == Action.SLICE || meant == Action.CHOP || meant == Action.DICE;
        if (cutting && second != null && second.isIn(world.player) && !second.has("sharp")) {
            return 0;
        }
        if (meant == Action.COOK && second != null && second.isIn(world.player)) {
            return 0;
        }
        if (meant == Action.TAKE && noun != null && noun.isIn(world.player)) {
            return 0;
        }
        boolean nounSaid = noun != null && isSaid(noun);
        boolean secondSaid = second != null && isSaid(second);
        if (noun != null && second != null) {
            return nounSaid && secondSaid ? 4 : 2;
        }
        return nounSaid || secondSaid ? 3 : 2;
    }

    private boolean isSaid(Thing thing) {
        return spoken.contains(thing.name);
    }
}
