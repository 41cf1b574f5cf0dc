package org.example;

import java.nio.file.Path;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Param;
import org.menura.agent.act.ToolMethod;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.Agent;
import org.menura.generate.Menura;

/** The first program of docs/agents.md: an agent with two tools. */
public final class FirstAgent {
    static final class Rooms {
        @ToolMethod(value = "Names a room with enough seats.", effect = Effect.PURE)
        String findRoom(@Param("seats") int seats) {
            return seats <= 80 ? "Brno" : "Ostrava";
        }

        @ToolMethod(value = "Books a room for a day.", effect = Effect.ONCE)
        String book(@Param("room") String room, @Param("day") String day) {
            return room + " is booked for " + day;
        }
    }

    public static void main(String[] args) throws Exception {
        try (Mind mind = LocalMind.of(Menura.load(Path.of(args[0])))) {
            Agent clerk = Agent.of(mind, new Rooms());
            System.out.println(clerk.run("Book a room with 200 seats for Monday."));
        }
    }
}
