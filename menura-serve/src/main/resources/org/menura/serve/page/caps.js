// What a model can do, as /v1/models says it. What the server does not say counts as unknown: it is offered, and the server explains.

/** Reads {chats, continues (texts only), sees, hears, draws, transcribes, chats, tools, thinks}: true, false, or undefined where the server is silent. */
export function capabilities(model) {
  const inputs = model?.architecture?.input_modalities ?? model?.input_modalities;
  const outputs = model?.architecture?.output_modalities ?? model?.output_modalities;
  const can = Array.isArray(model?.capabilities) ? model.capabilities.map(String) : null;
  const has = (...names) => (can ? names.some((name) => can.includes(name)) : undefined);
  const either = (listed, named) => (listed || named ? true : listed ?? named);
  return {
    chats: has('chat', 'completion'),
    continues: Boolean(can?.includes('completion') && !can.includes('chat')),
    sees: either(inputs?.includes('image'), has('vision', 'image_input', 'multimodal')),
    hears: either(inputs?.includes('audio'), has('audio', 'audio_input', 'hearing')),
    draws: either(outputs?.includes('image'), has('image', 'image_generation', 'drawing')),
    transcribes: has('transcription', 'transcribe', 'audio_transcription'),
    tools: has('tools') || undefined,
    thinks: has('thinking', 'reasoning') || undefined,
  };
}

/** Whether a model answers messages; a server that says nothing means yes. */
export const chats = (model) => capabilities(model).chats !== false;

/** Picks the model for a task ('draws', 'transcribes'): the chosen one if it can, else the first that can, else undefined. */
export function modelFor(task, models, chosen) {
  if (chosen && capabilities(chosen)[task]) return chosen;
  return models.find((model) => capabilities(model)[task]);
}

/** Whether no model is known to be able, though the server describes them all. */
export function nobodyCan(task, models) {
  return models.length > 0 && models.every((model) => capabilities(model)[task] === false);
}
