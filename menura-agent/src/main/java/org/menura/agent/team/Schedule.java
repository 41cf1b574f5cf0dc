package org.menura.agent.team;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.menura.agent.act.Budget;
import org.menura.agent.plan.Branches;
import org.menura.agent.run.Agent;
import org.menura.agent.run.RunOutcome;

/**
 * Lets many agents work at once, each on a task and in a run of its own. Those that share a model share the passes of its engine, and what their prompts begin with
 * is computed once. Results come in the order of the tasks and do not depend on which agent is faster: a budget of the team is shared out before, not fought
 * for.
 *
 * @param budget of all agents together
 */
public record Schedule(Budget budget) {
    /** Creates a schedule without limits beyond those of each agent. */
    public static Schedule unlimited() {
        return new Schedule(Budget.UNLIMITED);
    }

    /**
     * A task of an agent.
     *
     * @param name of the folder of its run
     */
    public record Assignment(String name, Agent agent, String task) {}

    /**
     * Lets all work.
     *
     * @param folder in which each has the folder of its run; called again, unfinished runs go on
     * @param seed of the team's random numbers
     * @return the outcomes, in the order of the assignments
     */
    public List<RunOutcome> run(List<Assignment> assignments, Path folder, long seed)
            throws IOException, InterruptedException {
        List<Callable<RunOutcome>> work = new ArrayList<>();
        for (int i = 0; i < assignments.size(); i++) {
            Assignment one = assignments.get(i);
            long own = seed + i;
            Agent agent = one.agent()
                    .withPolicy(one.agent()
                            .profile()
                            .policy()
                            .withBudget(share(one.agent().profile().policy().budget(), assignments.size(), i)));
            work.add(() -> agent.run(one.task(), folder.resolve(one.name()), own));
        }
        try {
            return Branches.all(work, false);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The smaller of an agent's own limits and its share of the team's; the first agents get what does not divide. */
    private Budget share(Budget own, int agents, int index) {
        return new Budget(
                (int) Math.min(own.turns(), part(budget.turns(), agents, index)),
                Math.min(own.tokens(), part(budget.tokens(), agents, index)),
                own.wall().compareTo(budget.wall()) < 0 ? own.wall() : budget.wall(),
                (int) Math.min(own.effects(), part(budget.effects(), agents, index)));
    }

    private static long part(long all, int agents, int index) {
        return all / agents + (index < all % agents ? 1 : 0);
    }
}
