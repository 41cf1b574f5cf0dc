// Records the microphone until told to stop.

import {RATE, resample, wav} from './wav.js';

const LONGEST = 300; // seconds

/** A recording under way; `stop` gives the WAV file, `cancel` none. */
export class Recorder {
  static async start(onLong) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Error('The browser gives the microphone only to pages from this machine or over HTTPS.');
    }
    const recorder = new Recorder();
    try {
      recorder.stream = await navigator.mediaDevices.getUserMedia({audio: {channelCount: 1, echoCancellation: false}});
    } catch (error) {
      throw new Error(error.name === 'NotAllowedError' ? 'The browser was not allowed to use the microphone.' : 'No microphone was found.');
    }
    recorder.context = new AudioContext();
    await recorder.context.audioWorklet.addModule(new URL('recorder-worklet.js', import.meta.url));
    const node = new AudioWorkletNode(recorder.context, 'recorder', {numberOfOutputs: 0});
    recorder.blocks = [];
    node.port.onmessage = ({data}) => recorder.blocks.push(data);
    recorder.context.createMediaStreamSource(recorder.stream).connect(node);
    await recorder.context.resume();
    recorder.since = Date.now();
    recorder.timer = setTimeout(onLong, LONGEST * 1000);
    return recorder;
  }

  seconds() {
    return (Date.now() - this.since) / 1000;
  }

  cancel() {
    clearTimeout(this.timer);
    this.stream.getTracks().forEach((track) => track.stop());
    this.rate = this.context.sampleRate;
    return this.context.close();
  }

  async stop() {
    await this.cancel();
    const samples = await resample(this.blocks, this.rate);
    if (samples.length < RATE / 10) throw new Error('The recording is too short: nothing was heard.');
    return wav(samples);
  }
}
