/// Phrases to learn from where there is no file of sentences.
enum PhraseBook {
  static let pairs: [SentencePairs.Pair] = phrases.split(separator: "\n").map { line in
    let parts = line.split(separator: "|").map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    return SentencePairs.Pair(source: parts[0], target: parts[1])
  }

  private static let phrases = """
    Good morning. | Bonjour.
    Good evening. | Bonsoir.
    Good night. | Bonne nuit.
    Thank you. | Merci.
    I am tired. | Je suis fatigué.
    I am hungry. | J'ai faim.
    I am thirsty. | J'ai soif.
    I am cold. | J'ai froid.
    You are tired. | Tu es fatigué.
    You are hungry. | Tu as faim.
    You are late. | Tu es en retard.
    He is tired. | Il est fatigué.
    He is hungry. | Il a faim.
    He is late. | Il est en retard.
    She is late. | Elle est en retard.
    She is hungry. | Elle a faim.
    We are late. | Nous sommes en retard.
    We are hungry. | Nous avons faim.
    They are late. | Ils sont en retard.
    They are hungry. | Ils ont faim.
    Where is the station? | Où est la gare ?
    Where is the hotel? | Où est l'hôtel ?
    Where is the bank? | Où est la banque ?
    Where is my book? | Où est mon livre ?
    Where is my key? | Où est ma clé ?
    This is my book. | C'est mon livre.
    This is my house. | C'est ma maison.
    This is my brother. | C'est mon frère.
    This is my sister. | C'est ma sœur.
    I see the house. | Je vois la maison.
    I see the book. | Je vois le livre.
    I see the sea. | Je vois la mer.
    He sees the house. | Il voit la maison.
    He sees the sea. | Il voit la mer.
    She sees the book. | Elle voit le livre.
    We see the sea. | Nous voyons la mer.
    I like coffee. | J'aime le café.
    I like tea. | J'aime le thé.
    He likes coffee. | Il aime le café.
    She likes tea. | Elle aime le thé.
    We like bread. | Nous aimons le pain.
    They like bread. | Ils aiment le pain.
    I drink water. | Je bois de l'eau.
    He drinks water. | Il boit de l'eau.
    She drinks tea. | Elle boit du thé.
    We drink coffee. | Nous buvons du café.
    It is raining. | Il pleut.
    It is snowing. | Il neige.
    It is late. | Il est tard.
    It is cold. | Il fait froid.
    See you tomorrow. | À demain.
    I do not know. | Je ne sais pas.
    """
}
