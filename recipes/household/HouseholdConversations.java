package org.menura.recipes.household;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.menura.format.FormatException;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.world.household.Demonstrations;
import org.menura.world.household.HouseholdEnvironment;
import org.menura.world.household.HouseholdEnvironmentType;

/**
 * Writes episodes of the expert: {@code recipes/run HouseholdConversations chats|episodes OUT COUNT SEED
 * [NAME=VALUE…]}. {@code chats} are conversations to fine-tune chat models on, {@code episodes} seeds with actions in the
 * format of that name. The settings are those of the environment, such as {@code wording=alfworld} and {@code split=test}.
 */
final class HouseholdConversations {
    private static final String USAGE =
            "usage: recipes/run HouseholdConversations chats|episodes OUT COUNT SEED [NAME=VALUE…]";

    public static void main(String[] args) throws IOException {
        if (args.length < 4 || !List.of("chats", "episodes").contains(args[0])) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try {
            write(args);
        } catch (NumberFormatException e) {
            System.err.println("COUNT and SEED are whole numbers; " + USAGE);
            System.exit(2);
        } catch (FormatException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void write(String[] args) throws IOException {
        List<String> settings = List.of(args).subList(4, args.length);
        HouseholdEnvironment world = new HouseholdEnvironmentType().environment(EnvironmentSettings.of(settings, null));
        Path out = Path.of(args[1]).toAbsolutePath();
        Files.createDirectories(Objects.requireNonNull(out.getParent()));
        int count = Integer.parseInt(args[2]);
        long seed = Long.parseLong(args[3]);
        if (args[0].equals("chats")) {
            Demonstrations.write(world, out, count, seed);
        } else {
            Demonstrations.writeEpisodes(world, out, count, seed);
        }
    }
}
