package org.menura.world.textworld;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.menura.format.FormatException;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EnvironmentType;
import org.menura.world.textworld.game.Game;

/**
 * Games of TextWorld as an environment of recipes. The data is a folder of games; the settings are {@code game} (the name of one
 * of them; without it the seed chooses one) and {@code max_steps}.
 */
public final class TextWorldEnvironmentType implements EnvironmentType {
    private static final long MAX_STEPS = 50;

    private final Map<Path, Map<String, Game>> known = new ConcurrentHashMap<>();

    /** Creates the type. */
    public TextWorldEnvironmentType() {}

    @Override
    public String name() {
        return "textworld";
    }

    @Override
    public String meaning() {
        return "win text adventures of TextWorld";
    }

    @Override
    public Environment create(EnvironmentSettings settings) {
        Path data = settings.data();
        if (data == null) {
            throw new FormatException(
                    "the environment textworld needs a folder of games; name it with environment_data");
        }
        GameFolder folder = new GameFolder(data);
        if (!folder.isOne()) {
            throw new FormatException(data + " is no folder of TextWorld's games, as JSON");
        }
        long steps = settings.whole("max_steps", MAX_STEPS);
        if (steps < 1 || steps > Integer.MAX_VALUE) {
            throw new FormatException("the setting max_steps of textworld must be at least 1, not " + steps);
        }
        List<String> names = folder.files().stream().map(GameFolder::name).toList();
        String name = settings.text("game", "");
        if (!name.isEmpty() && !names.contains(name)) {
            throw new FormatException("%s holds no game '%s'".formatted(data, name));
        }
        Map<String, Game> games = known.computeIfAbsent(data, _ -> new ConcurrentHashMap<>());
        return new TextWorldEnvironment(
                (name.isEmpty() ? names : List.of(name))
                        .stream()
                                .map(n -> games.computeIfAbsent(n, folder::read))
                                .toList(),
                (int) steps);
    }
}
