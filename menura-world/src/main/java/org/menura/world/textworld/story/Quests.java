package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.List;
import org.menura.world.textworld.game.Event;
import org.menura.world.textworld.game.Game;
import org.menura.world.textworld.game.Quest;

/** The quests of a game: which are completed, and the score that they gave. */
final class Quests {
    private static final class Progress {
        final Quest quest;
        final List<List<Statement>> wins;
        final List<List<Statement>> failures;
        boolean completed;

        Progress(Quest quest, Game game) {
            this.quest = quest;
            wins = statements(quest.wins(), game);
            failures = statements(quest.failures(), game);
        }
    }

    private final List<Progress> all = new ArrayList<>();
    private int score;

    Quests(Game game) {
        game.quests().forEach(quest -> all.add(new Progress(quest, game)));
    }

    private static List<List<Statement>> statements(List<Event> events, Game game) {
        List<List<Statement>> all = new ArrayList<>();
        for (Event event : events) {
            List<Statement> conditions = new ArrayList<>();
            event.conditions().forEach(fact -> {
                game.logic()
                        .say(fact)
                        .filter(s -> !s.isBlank())
                        .map(Statement::parse)
                        .ifPresent(conditions::add);
                if (fact.name().equals("closed")) {
                    conditions.add(Statement.parse("the " + fact.argument(0).name() + " is unlocked"));
                }
            });
            all.add(conditions);
        }
        return all;
    }

    /** Looks at all quests after a turn; returns whether the game is lost, which leaves later quests unlooked at. */
    boolean pass(World world) {
        for (Progress each : all) {
            if (each.completed) {
                continue;
            }
            if (each.failures.stream().anyMatch(event -> hold(event, world))) {
                return true;
            }
            if (each.wins.stream().anyMatch(event -> hold(event, world))) {
                score += each.quest.reward();
                each.completed = !each.quest.repeatable();
            }
        }
        return false;
    }

    private static boolean hold(List<Statement> conditions, World world) {
        return conditions.stream().allMatch(c -> c.holds(world));
    }

    int score() {
        return score;
    }

    /** Returns whether all quests that are needed are completed; false if none is. */
    boolean areDone() {
        List<Progress> needed = all.stream().filter(p -> p.quest.isNeeded()).toList();
        return !needed.isEmpty() && needed.stream().allMatch(p -> p.completed);
    }
}
