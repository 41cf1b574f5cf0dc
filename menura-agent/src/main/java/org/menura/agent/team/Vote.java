package org.menura.agent.team;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts votes by evidence and not by voters: agents that rest on one document, or all on nothing but one mind, are one voice, the surest of them, for what they
 * say alike. So a claim that is passed on from agent to agent gains nothing by it.
 *
 * @param winner the option with the largest weight; of equals the one with more agents, then the one that was named first
 * @param weights of the options, in the order in which they were named
 * @param agents for each option
 */
public record Vote(String winner, Map<String, Double> weights, Map<String, List<String>> agents) {
    /**
     * Counts.
     *
     * @throws IllegalArgumentException if there is no ballot
     */
    public static Vote of(List<Ballot> ballots) {
        if (ballots.isEmpty()) {
            throw new IllegalArgumentException("a vote needs a ballot");
        }
        Map<String, List<Ballot>> options = new LinkedHashMap<>();
        ballots.forEach(
                b -> options.computeIfAbsent(b.option(), _ -> new ArrayList<>()).add(b));
        Map<String, Double> weights = new LinkedHashMap<>();
        Map<String, List<String>> agents = new LinkedHashMap<>();
        options.forEach((option, of) -> {
            weights.put(option, weight(of));
            agents.put(option, of.stream().map(Ballot::agent).toList());
        });
        String best = ballots.getFirst().option();
        for (String option : options.keySet()) {
            int more = Double.compare(weights.getOrDefault(option, 0.0), weights.getOrDefault(best, 0.0));
            if (more > 0 || more == 0 && size(agents, option) > size(agents, best)) {
                best = option;
            }
        }
        return new Vote(best, weights, agents);
    }

    private static int size(Map<String, List<String>> agents, String option) {
        return agents.getOrDefault(option, List.of()).size();
    }

    /** Sums the confidence of the surest voice of each independent group: those that share no root. */
    private static double weight(List<Ballot> ballots) {
        List<Set<String>> groups = new ArrayList<>();
        List<Double> surest = new ArrayList<>();
        for (Ballot ballot : ballots) {
            Set<String> roots = new HashSet<>(ballot.roots().isEmpty() ? Set.of("") : ballot.roots());
            double confidence = ballot.confidence();
            for (int i = groups.size() - 1; i >= 0; i--) {
                if (groups.get(i).stream().anyMatch(roots::contains)) {
                    roots.addAll(groups.remove(i));
                    confidence = Math.max(confidence, surest.remove(i));
                }
            }
            groups.add(roots);
            surest.add(confidence);
        }
        return surest.stream().mapToDouble(Double::doubleValue).sum();
    }
}
