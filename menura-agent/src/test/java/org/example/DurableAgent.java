package org.example;

import java.nio.file.Path;
import java.util.Set;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Rule;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.Agent;
import org.menura.agent.run.Replay;
import org.menura.agent.run.RunOutcome;
import org.menura.generate.Menura;

/** The second program of docs/agents.md: a run that waits for a person, goes on days later, and is replayed. */
public final class DurableAgent {
    private DurableAgent() {}

    public static void main(String[] args) throws Exception {
        try (Mind mind = LocalMind.of(Menura.load(Path.of(args[0])))) {
            Path folder = Path.of(args[1]);
            Agent clerk = Agent.of(mind, new FirstAgent.Rooms())
                    .withPolicy(Policy.STANDARD.withRule(Rule.needsApproval(Set.of("book"))));

            RunOutcome today = clerk.run("Book a room with 200 seats for Monday.", folder, 1);
            if (today instanceof RunOutcome.Suspended(String id, String question)) {
                System.out.println("waiting: " + question);
            }

            // Days later, perhaps in another process: the same call goes on where the run stands.
            Agent approved = clerk.withApproval(Approval.inOrder(Approval.Reply.YES));
            if (approved.run("Book a room with 200 seats for Monday.", folder, 1) instanceof RunOutcome.Finished done) {
                System.out.println(done.answer());
            }

            Replay replay = Replay.of(folder, _ -> mind, 4);
            System.out.println(replay.turns() + " turns, equal: " + replay.agrees());
        }
    }
}
