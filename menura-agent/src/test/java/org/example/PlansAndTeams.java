package org.example;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.menura.agent.act.Effect;
import org.menura.agent.act.FunctionTool;
import org.menura.agent.act.Tool;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.MemorySettings;
import org.menura.agent.mind.Mind;
import org.menura.agent.plan.Goals;
import org.menura.agent.plan.Lessons;
import org.menura.agent.plan.Operator;
import org.menura.agent.plan.PlanAndExecute;
import org.menura.agent.plan.ReAct;
import org.menura.agent.plan.Reflexion;
import org.menura.agent.plan.Remembering;
import org.menura.agent.profile.Profile;
import org.menura.agent.run.Agent;
import org.menura.agent.team.Supervisor;
import org.menura.generate.constrain.json.JsonType;

/** Planners, memory and teams in programs. */
public final class PlansAndTeams {
    record City(String name) {}

    record Hotel(String name, double price) {}

    record Booking(String hotel, double price) {}

    record Nothing() {}

    static final Tool FIND = new FunctionTool<>(
            "find", "Finds a hotel.", Effect.PURE, City.class, (city, _) -> new Hotel("Hotel " + city.name(), 80));
    static final Tool BOOK = new FunctionTool<>(
            "book",
            "Books a hotel.",
            Effect.ONCE,
            Booking.class,
            (b, _) -> "booked " + b.hotel() + " for " + b.price());

    static String plan(Mind mind) throws IOException, InterruptedException {
        Map<String, JsonNode> results =
                Map.of("find", JsonType.of(Hotel.class).schema().json());
        Agent agent = Agent.of(mind, FIND, BOOK).withPlanner(() -> new PlanAndExecute(8, 2, results));
        return agent.run("Book a hotel in Porto.");
    }

    static String goals(Mind mind) throws IOException, InterruptedException {
        Tool door = new FunctionTool<>("open_door", "Opens it.", Effect.IDEMPOTENT, Nothing.class, (_, _) -> "open");
        Tool key = new FunctionTool<>("take_key", "Takes it.", Effect.IDEMPOTENT, Nothing.class, (_, _) -> "taken");
        List<Operator> actions = List.of(
                Operator.of("take_key", Set.of(), Set.of("has key")).calling(Map.of()),
                Operator.of("open_door", Set.of("has key"), Set.of("door is open"))
                        .calling(Map.of()));
        Agent agent = Agent.of(mind, door, key)
                .withPlanner(() -> new Goals(
                        actions, Set.of(), Set.of("door is open"), Goals.Choosing.CHEAPEST, Goals.Sensor.trusting()));
        return agent.run("Open the door.");
    }

    static String again(Mind mind) throws IOException, InterruptedException {
        Reflexion.Check check = (state, answer) ->
                answer.matches("[0-9]+") ? Optional.empty() : Optional.of("the answer must be a number");
        Agent agent = Agent.of(mind).withPlanner(() -> new Reflexion(ReAct::new, check, Lessons.ofRun(), false, 3));
        return agent.run("How many seats has the hall?");
    }

    static String remember(Mind mind, Path file) throws IOException, InterruptedException {
        try (AgentMemory memory = AgentMemory.open(file, MemorySettings.standard(), null)) {
            Agent agent = Agent.of(mind, memory.tools()).withPlanner(() -> new Remembering(new ReAct(), memory));
            agent.run("My dog is called Archie.");
            return agent.run("What is my dog called?");
        }
    }

    static String team(Mind mind) throws IOException, InterruptedException {
        Agent researcher =
                Agent.of(mind, FIND).withProfile(Profile.of("researcher").withRole("finds out what is asked"));
        Agent writer = Agent.of(mind).withProfile(Profile.of("writer").withRole("writes answers"));
        Agent lead = Agent.of(mind)
                .withPlanner(Supervisor::new)
                .withAgent(researcher)
                .withAgent(writer);
        return lead.run("Where can we sleep in Porto?");
    }

    private PlansAndTeams() {}
}
